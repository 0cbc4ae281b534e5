"""What an attacker can find out from published tables. Nothing here knows the protectors."""
