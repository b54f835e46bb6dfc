"""The cases, one package per functional block, and the engine that plays them."""
