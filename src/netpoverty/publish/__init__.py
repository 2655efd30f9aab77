"""Running notebooks and publishing the book."""
