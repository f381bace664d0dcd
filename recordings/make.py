"""Make the sample recordings: speak the scripts, write audio, sidecars and references."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from tools.encode import encode
from tools.kokoro import Kokoro
from tools.mix import Call, render
from tools.script import read_script

HERE = Path(__file__).resolve().parent


def sidecar(call: Call) -> dict[str, object]:
    """What a recorder would deliver beside the audio."""
    head = call.script.head
    data: dict[str, object] = {
        "agent": head["agent"],
        "customer": head.get("customer"),
        "queue": head["queue"],
        "direction": head["direction"],
        "started_at": head["started"],
    }
    if "hangup" in head:
        data["hangup_party"] = head["hangup"]
    if "declare" in head:
        data["channels"] = call.script.layout
    data["synthesised"] = True
    data["note"] = f"Synthesised sample call: {head['shows']}. No real person speaks."
    return data


def reference(call: Call, audio: list[Path]) -> dict[str, object]:
    """The exact truth about a call: who says what, where and when."""
    script = call.script
    turns = []
    for turn, placed in zip(script.turns, call.placed, strict=True):
        channel = script.layout.index(turn.speaker) if script.stereo else 0
        turns.append(
            {
                "turn": turn.number,
                "speaker": turn.speaker,
                "channel": channel,
                "start": round(placed.start, 3),
                "end": round(placed.end, 3),
                "overlap": turn.overlap,
                "broken_off": turn.cut,
                "text": turn.text,
                "words": [
                    {"word": word, "start": round(start, 3), "end": round(end, 3)}
                    for word, start, end in placed.words
                ],
            }
        )
    return {
        "id": script.name,
        "language": script.head["lang"],
        "files": [path.name for path in audio],
        "channels": script.layout,
        "seconds": round(call.seconds, 3),
        "end": script.head["end"],
        "hold": [{"start": call.hold[0], "end": call.hold[1]}] if call.hold else [],
        "turns": turns,
    }


def write_json(path: Path, data: dict[str, object]) -> None:
    """Write readable JSON."""
    path.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    """Make all calls, or those whose names start with one of the arguments."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="beginnings of call names; all calls if none")
    parser.add_argument("--out", type=Path, default=HERE, help="folder to write to")
    parser.add_argument("--check", type=Path, metavar="MODEL", help="a faster-whisper model folder")
    parser.add_argument("--report", type=Path, help="where to write the checks, as JSON lines")
    args = parser.parse_args()
    checker = None
    if args.check:
        from tools.check import Checker

        checker = Checker(args.check)
    (args.out / "reference").mkdir(parents=True, exist_ok=True)
    synthesiser = Kokoro()
    results = []
    for path in sorted((HERE / "scripts").glob("*.call")):
        if args.names and not path.name.startswith(tuple(args.names)):
            continue
        call = render(read_script(path), synthesiser)
        audio = encode(call, args.out)
        write_json(args.out / f"{path.stem}.json", sidecar(call))
        write_json(args.out / "reference" / f"{path.stem}.json", reference(call, audio))
        print(f"{path.stem}: {call.seconds:.1f} s", flush=True)
        if checker:
            results.append(checker.check(call, audio))
            print(json.dumps(results[-1], ensure_ascii=False), flush=True)
    if args.report:
        lines = [json.dumps(result, ensure_ascii=False) for result in results]
        args.report.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
