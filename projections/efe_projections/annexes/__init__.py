"""What is put beside an act: attached documents, errata, and documents whose bytes are purged."""
