"""Bytes -> pages: what a file really is, whether it may be opened, and its pages one at a time."""
