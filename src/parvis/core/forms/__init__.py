"""Forms as data: pages, fields, blocks, conditions; read, checked, filled in, told back."""
