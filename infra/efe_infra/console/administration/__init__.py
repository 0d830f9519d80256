"""Pages of an administrator: first run of the platform, its Instances and the access to all of them."""
