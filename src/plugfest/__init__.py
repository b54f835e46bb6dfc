"""plugfest: a conformance suite for charging station management systems that speak OCPP 2.0.1."""
