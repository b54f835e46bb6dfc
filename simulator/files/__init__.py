"""Files that a station fetches and sends over HTTP: firmware (L01, L03) and logs (N01)."""
