"""The console's page: markup, styles and ES modules, served unchanged."""
