"""How the recogniser of seal rings was tuned. Needs `pip install 'exportproof[train]'`; nothing here runs with the tool."""
