"""Block M: certificates on the station, of its V2G side, and of EVs."""
