"""The transparency log's journeys: making keys, signing and cosigning, proving and verifying."""
