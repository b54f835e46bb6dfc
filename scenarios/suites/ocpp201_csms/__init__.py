"""The cases for a CSMS that speaks OCPP 2.0.1, one package per functional block."""
