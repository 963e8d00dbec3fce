"""Law: what one reads at once is short."""

from statistics import median, quantiles

from laws.repo import code, files, functions, shown

FILE_LIMIT, FUNCTION_LIMIT, TYPICAL, NINE_IN_TEN = 400, 50, 8, 25


def test_no_file_exceeds_400_lines() -> None:
    read = files(".py", ".html", ".css", ".js", ".md", ".txt")
    lengths = {shown(p): len(p.read_text("utf-8").splitlines()) for p in read}
    assert {name: n for name, n in lengths.items() if n > FILE_LIMIT} == {}


def test_no_function_exceeds_50_lines() -> None:
    lengths = [found for path in files(".py") for found in functions(path)]
    assert [found for found in lengths if found[1] > FUNCTION_LIMIT] == []


def test_half_of_the_functions_hold_in_8_lines_and_nine_in_ten_in_25() -> None:
    lengths = [lines for path in code() for _, lines in functions(path)]
    assert median(lengths) <= TYPICAL
    assert quantiles(lengths, n=10)[-1] <= NINE_IN_TEN
