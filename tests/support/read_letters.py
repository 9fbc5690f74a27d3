"""Reads the .eml files of a folder with Python's own mail package and PyPI's icalendar, and prints what it found as JSON.

Daybook has no part in this: what these two understand, other mail programs will understand as well.
"""

import json
import pathlib
import sys
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.utils import parseaddr

import icalendar


def calendar(text):
    """The one event of a calendar object, as plain values."""
    read = icalendar.Calendar.from_ical(text)
    (event,) = read.events
    return {
        "method": str(read["METHOD"]),
        "uid": str(event["UID"]),
        "sequence": int(event["SEQUENCE"]),
        "stamp": event.decoded("DTSTAMP").isoformat(),
        "start": event.decoded("DTSTART").isoformat(),
        "end": event.decoded("DTEND").isoformat(),
        "summary": str(event["SUMMARY"]),
        "location": str(event["LOCATION"]),
        "description": str(event.get("DESCRIPTION", "")),
        "status": str(event["STATUS"]),
        "organizer": str(event["ORGANIZER"]),
        "organizer_name": str(event["ORGANIZER"].params.get("CN", "")),
        "attendee": str(event["ATTENDEE"]),
        "attendee_name": str(event["ATTENDEE"].params.get("CN", "")),
        "rsvp": str(event["ATTENDEE"].params["RSVP"]),
    }


def letter(path):
    mail = message_from_bytes(path.read_bytes(), policy=policy.default)
    parts = [part for part in mail.walk() if not part.is_multipart()]
    assert not mail.defects and not any(part.defects for part in parts), mail.defects
    found = {"headers": {name: str(value) for name, value in mail.items()}}
    found["defects"] = [str(defect) for name in mail for defect in mail[name].defects]
    # The older interface: the newer one puts a blank between two encoded words of a name, against RFC 2047.
    name, address = parseaddr(message_from_bytes(path.read_bytes())["To"])
    found["to_name"] = str(make_header(decode_header(name)))
    found["to_address"] = address
    found["parts"] = [part.get_content_type() for part in parts]
    found["method"] = [part["Content-Type"].params.get("method") for part in parts]
    found["text"] = mail.get_body(("plain",)).get_content().replace("\r\n", "\n")
    found["html"] = mail.get_body(("html",)).get_content().replace("\r\n", "\n")
    calendars = [part for part in parts if part.get_content_type() == "text/calendar"]
    found["calendars"] = [calendar(part.get_content()) for part in calendars]
    return found


folder = pathlib.Path(sys.argv[1])
print(json.dumps({path.stem: letter(path) for path in sorted(folder.glob("*.eml"))}))
