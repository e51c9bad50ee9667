"""Finders on positioned lines: forms, tables, VINs, names, countries. Never a regex over a page's flattened text."""
