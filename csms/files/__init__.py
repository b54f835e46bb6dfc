"""The HTTP file service of the CSMS: firmware downloads, and uploads of logs and images."""
