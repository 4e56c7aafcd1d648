"""Builds the package that pre-commit installs: nothing but the need of meshlint's wheel of this version (PEP 517)."""
import os
import re
import zipfile

with open(os.path.join("analyzer", "cli", "version.h"), encoding="utf-8") as f:
    VERSION = re.search(r'^#define VERSION "(.*)"$', f.read(), re.M).group(1)
NAME = f"meshlint_pre_commit-{VERSION}"
FILES = {
    "METADATA": f"Metadata-Version: 2.1\nName: meshlint-pre-commit\nVersion: {VERSION}\n"
                f"Summary: The hooks of meshlint\nLicense: Apache-2.0\nRequires-Dist: meshlint=={VERSION}\n",
    "WHEEL": "Wheel-Version: 1.0\nGenerator: meshlint\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
}


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    wheel = f"{NAME}-py3-none-any.whl"
    files = {f"{NAME}.dist-info/{name}": text for name, text in FILES.items()}
    files[f"{NAME}.dist-info/RECORD"] = "".join(f"{name},,\n" for name in [*files, f"{NAME}.dist-info/RECORD"])
    with zipfile.ZipFile(os.path.join(wheel_directory, wheel), "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return wheel


def build_sdist(sdist_directory, config_settings=None):
    raise NotImplementedError("there is no source package for Python: \"make dist\" makes the wheels")
