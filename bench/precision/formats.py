"""The table of formats.txt: FORMATS[name] = (pattern, service, variable, family)."""
import pathlib


def read_formats():
    table, family = {}, ""
    for line in pathlib.Path(__file__).with_name("formats.txt").read_text().splitlines():
        if line.startswith("["):
            family = line.strip("[]")
        elif line and not line.startswith("#"):
            name, form, service, variable = (part.strip() for part in line.split(" | "))
            table[name] = (form, service, variable, family)
    return table


FORMATS = read_formats()
