"""The way through, in order: ingest, read, classify, extract, check, report; batch, command line, service."""
