"""Measuring from outside: accuracy against truth, speed against peers. Nothing here is a test; figures go into reports."""
