"""The colours a specification is written in: each stands for a class of the style sheet.

An SVG that carries classes instead of colours follows the dark theme, print and the brand.
"""

NAMES = (
    "us ref ci grid axisline secret label name strong pale hollow r1 r2 r3 r4 r5 onr offr usline"
).split()
INKS = {name: f"#0000{index:02x}" for index, name in enumerate(NAMES, 1)}
CLASSES = {colour: name for name, colour in INKS.items()}
