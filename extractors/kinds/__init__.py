"""One module per kind of document: pages -> facts."""
