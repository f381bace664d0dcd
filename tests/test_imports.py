"""The layers: imports point down, and the engine never knows of the dashboard."""

import ast
from pathlib import Path

ROOT = Path(__file__).parent.parent
LEVELS = [
    {
        "errors",
        "measures",
        "meanings",
        "call",
        "words",
        "spelling",
        "strict_yaml",
        "phrases",
        "phrasebook",
        "intervals",
        "gist",
    },
    {"agreement", "shares", "wording"},
    {"language", "processes", "local_model", "parallel"},
    {"hear", "meaning", "rubric.outcome"},
    {"measure", "formats"},
    {"rubric"},
    {
        "recordings",
        "listing",
        "schema",
        "tables",
        "coaching_tables",
        "standing",
        "render",
        "trends.terms",
    },
    {"connection"},
    {"judged", "scorecards", "publishing"},
    {"pipeline", "store"},
    {"accounts", "settings"},
    {"batch", "doctor", "replay", "rehearsal", "comparing", "tryout"},
    {"review", "trends"},
    {"watch", "progress"},
    {"keeping", "report"},
    {"cli"},
]


def level(module: str) -> int:
    name = module.removeprefix("qa.")
    parts = [name, ".".join(name.split(".")[:2]), name.split(".")[0]]
    return next(i for p in parts for i, names in enumerate(LEVELS) if p in names)


def imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def test_every_import_inside_qa_points_down_or_sideways():
    for path in (ROOT / "qa").rglob("*.py"):
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        if module == "qa":
            continue
        for name in imports(path):
            if name.startswith("qa.") and not name.startswith("qa.__"):
                assert level(name) <= level(module), f"{module} imports {name}"


def test_the_engine_never_imports_streamlit_and_imports_the_app_only_to_start_it():
    for path in (ROOT / "qa").rglob("*.py"):
        for name in imports(path):
            assert not name.startswith("streamlit"), path
            if name.startswith("app"):
                assert path.parent.name == "cli", path


def test_only_the_data_modules_of_the_app_imports_the_engine():
    for path in (ROOT / "app").rglob("*.py"):
        if not path.name.startswith("data"):
            assert not [n for n in imports(path) if n.split(".")[0] == "qa"], path


def test_every_module_level_import_of_the_command_line_is_light():
    heavy = ("faster_whisper", "onnxruntime", "sqlite_utils", "numpy", "pandas", "av", "pydantic")
    trees = [ast.parse(p.read_text("utf-8")) for p in (ROOT / "qa" / "cli").glob("*.py")]
    body = [node for tree in trees for node in tree.body]
    top = [node for node in body if isinstance(node, ast.Import | ast.ImportFrom)]
    names = {alias.name for node in top for alias in node.names}
    names |= {node.module or "" for node in top if isinstance(node, ast.ImportFrom)}
    assert not names & set(heavy)
