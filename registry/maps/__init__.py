"""The public map: folium as the shell, our own data by screen, the offline base layer."""
