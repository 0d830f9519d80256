"""What one request knows: principal, context, loaders, ports, as-of position."""
