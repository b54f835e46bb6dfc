"""HTTP transfers of a station: firmware downloads (L01, L03) and log uploads (N01)."""
