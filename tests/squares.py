"""Streets of a made-up town: a square of them."""


def square(west: float, south: float, side: int) -> str:
    """An extract whose streets are a square of `side` by `side` points."""
    nodes = "".join(
        f'<node id="{r * side + c + 1}" lat="{south + r * 0.0027:.4f}" lon="{west + c * 0.004:.4f}"'
        ' version="1"/>' for r in range(side) for c in range(side)
    )  # fmt: skip
    rows = [[r * side + c + 1 for c in range(side)] for r in range(side)]
    ways = "".join(
        f"<way id='{rank}' version='1'>"
        + "".join(f"<nd ref='{n}'/>" for n in line)
        + "<tag k='highway' v='residential'/></way>"
        for rank, line in enumerate([*rows, *map(list, zip(*rows, strict=True))], 1)
    )
    return f"<osm version='0.6'>{nodes}{ways}</osm>"
