"""The npm package: the programs for all processors, and a script that runs the right one."""
import json

from archive import File, read, tar_gz


def write(folder, build):
    package = {
        "name": "meshlint",
        "version": build.version,
        "description": build.summary,
        "keywords": ["istio", "kubernetes", "service-mesh", "lint"],
        "homepage": build.home,
        "repository": {"type": "git", "url": f"git+{build.home}.git"},
        "license": build.licence,
        "bin": {"meshlint": "bin/meshlint.js"},
        "files": ["bin", "programs", "THIRD-PARTY.txt", "CHANGELOG.md"],
        "os": ["linux"],
        "cpu": [arch.npm for arch in build.architectures],
        "engines": {"node": ">=14"},
    }
    files = {
        "package.json": File(json.dumps(package, indent=2) + "\n"),
        "bin/meshlint.js": read("packaging/npm/meshlint.js", True),
        "README.md": File(build.readme),
        "CHANGELOG.md": File(build.changes),
        "LICENSE": File(build.own_licence),
        "THIRD-PARTY.txt": File(build.architectures[0].licences),
    }
    for arch in build.architectures:
        files[f"programs/{arch.npm}/meshlint"] = arch.program
    tar_gz(f"{folder}/meshlint-{build.version}.tgz", {f"package/{name}": f for name, f in files.items()}, build.epoch)
