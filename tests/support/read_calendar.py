"""Reads a calendar feed from standard input with PyPI's icalendar and prints what it found as JSON."""

import json
import sys

import icalendar

feed = icalendar.Calendar.from_ical(sys.stdin.buffer.read())
print(
    json.dumps(
        {
            "name": str(feed["X-WR-CALNAME"]),
            "refresh": feed["REFRESH-INTERVAL"].to_ical().decode(),
            "events": [
                {
                    "uid": str(event["UID"]),
                    "start": event.decoded("DTSTART").isoformat(),
                    "end": event.decoded("DTEND").isoformat(),
                    "summary": str(event["SUMMARY"]),
                    "status": str(event["STATUS"]),
                    "fields": sorted(event.keys()),
                }
                for event in feed.events
            ],
        }
    )
)
