"""Page that stores a document, for an act that cites it."""
