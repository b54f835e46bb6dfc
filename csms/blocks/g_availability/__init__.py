"""Block G: availability of stations, EVSEs and connectors."""
