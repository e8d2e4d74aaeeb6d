"""The place-name heritage registry and signage tracker (地名文化遗产与地名设标)."""
