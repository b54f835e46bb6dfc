"""The scriptable charging station: protocol, device model, EV, transactions, and the link to the CSMS."""
