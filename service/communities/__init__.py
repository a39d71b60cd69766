"""A partnership (Pådriv Havnevik, Projectenbrigade Voorbeeldstad), its staff, sender and look."""
