#!/usr/bin/env python3
"""Writes weather.csv: a year of days at four made-up weather stations.

The numbers are invented but behave: seasons, warm and cold spells, dry and
wet ones, a sensor that fails now and then. Every run writes the same text.
"""

import datetime
import math
import sys

STATIONS = [
    # name, mean temperature, how much the seasons and the days differ, rain
    ("Northcape, lighthouse", 4.5, 7.5, 2.2, 2.8),
    ('Old Town "Tower"', 10.5, 9.0, 3.0, 1.9),
    ("Saint-Élouan", 13.5, 6.0, 2.4, 2.3),
    ("Puerto del Sol", 19.0, 6.5, 2.0, 0.8),
]
FIRST_DAY = datetime.date(2025, 1, 1)
DAYS = 365


class Random:
    """A generator whose numbers do not depend on the version of Python."""

    def __init__(self, seed):
        self.state = seed

    def uniform(self):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self.state >> 11) / 2**53

    def normal(self):
        return sum(self.uniform() for _ in range(12)) - 6


def quote(field):
    if any(c in field for c in ',"\n'):
        return '"' + field.replace('"', '""') + '"'
    return field


def main():
    random = Random(2025)
    spells = [0.0] * len(STATIONS)
    out = open(sys.argv[1], "w", encoding="utf-8") if len(sys.argv) > 1 else sys.stdout
    print("date,station,temperature (°C),rain (mm),wind (m/s),humidity (%)", file=out)
    for day in range(DAYS):
        date = FIRST_DAY + datetime.timedelta(days=day)
        season = -math.cos(2 * math.pi * (day - 20) / 365)
        for i, (name, mean, swing, spread, wet) in enumerate(STATIONS):
            spells[i] = 0.75 * spells[i] + random.normal() * 0.66
            temperature = mean + swing * season + spread * spells[i]
            falls = random.uniform() < 0.18 * wet - 0.04 * spells[i]
            rain = -math.log(1 - random.uniform()) * (2 + wet) if falls else 0
            wind = 3.5 + wet + 1.8 * abs(random.normal()) - season
            humidity = min(62 + 14 * falls - 8 * season + 6 * random.normal(), 100)
            fields = [
                date.isoformat(),
                quote(name),
                f"{temperature:.1f}",
                f"{rain:.1f}",
                f"{wind:.1f}",
                f"{humidity:.0f}",
            ]
            for sensor in range(2, len(fields)):
                if random.uniform() < 0.008:
                    fields[sensor] = ""
            print(",".join(fields), file=out)


if __name__ == "__main__":
    main()
