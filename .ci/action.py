"""Runs the composite action and the component as GitHub's and GitLab's runners do, and checks README's snippets with them."""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile

import yaml

meshlint, build = os.path.abspath(sys.argv[1]), sys.argv[2]
top = os.getcwd()
passed = failed = 0

BAD = """apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: reviews, namespace: shop}
spec:
  hosts: [reviews]
  http:
  - route:
    - destination: {host: reviews, subset: v3}
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: reviews, namespace: shop}
spec:
  host: reviews
  subsets:
  - {name: v1, labels: {version: v1}}
---
apiVersion: v1
kind: Service
metadata: {name: reviews, namespace: shop}
spec:
  ports:
  - {name: http, port: 80}
"""
GOOD = BAD.replace("v3", "v1")
BROKEN = BAD + "---\napiVersion: v1\nkind: Service\nmetadata: [\n"


def say(good, what, more=""):
    global passed, failed
    passed, failed = passed + bool(good), failed + (not good)
    print(f"action: {what}" if good else f"action: NOT SO: {what}\n{more}")


def run(words, **more):
    return subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **more)


def accepts(what, words, **more):
    p = run(words, **more)
    say(p.returncode == 0, what, p.stdout)


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)


def read(path):
    with open(path, encoding="utf-8") as f:
        return f.read()


# --- GitHub: the expressions and the steps of a composite action ---

def value(expression, context):
    """An expression as far as the action uses them."""
    text = expression.replace("!cancelled()", repr(not context["cancelled"]))
    text = re.sub(r"\b(inputs|steps)((?:\.[\w-]+)+)", lambda m: repr(look_up(context[m[1]], m[2].split(".")[1:])), text)
    text = text.replace("&&", " and ").replace("||", " or ")
    return eval(text, {"__builtins__": {}})  # our own file, and values quoted by repr


def look_up(at, names):
    for name in names:
        at = at.get(name, "") if isinstance(at, dict) else ""
    return at


def fill(text, context):
    return re.sub(r"\$\{\{(.*?)\}\}", lambda m: str(value(m[1].strip(), context)), str(text))


def read_outputs(path):
    return dict(line.split("=", 1) for line in read(path).splitlines() if "=" in line)


def run_action(action, tree, inputs, cancelled=False, path=None):
    """All steps, one after the other: the exit status of the job, what was uploaded, the log, the outputs."""
    unknown = set(inputs) - set(action["inputs"])
    assert not unknown, unknown
    context = {"steps": {}, "cancelled": cancelled, "inputs": {**{k: str(v["default"]) for k, v in action["inputs"].items()}, **inputs}}
    status, uploads, log = 0, [], ""
    with tempfile.TemporaryDirectory() as temp:
        for i, step in enumerate(action["runs"]["steps"]):
            condition = value(step["if"].strip("${} "), context) if "if" in step else status == 0
            if not condition or (status and "cancelled()" not in step.get("if", "")):
                continue
            if "uses" in step:
                words = {k: fill(v, context) for k, v in step["with"].items()}
                uploads.append((json.loads(read(words["sarif_file"])), words["category"]))
                continue
            script, outputs = f"{temp}/{i}.sh", f"{temp}/{i}.out"
            write(script, step["run"])
            write(outputs, "")
            env = {"PATH": path or os.environ["PATH"], "HOME": temp, "RUNNER_TEMP": temp, "GITHUB_OUTPUT": outputs,
                   **{k: fill(v, context) for k, v in step.get("env", {}).items()}}
            p = run(["bash", "--noprofile", "--norc", "-eo", "pipefail", script], cwd=tree, env=env)
            log += p.stdout
            status = status or p.returncode
            context["steps"][step.get("id", str(i))] = {"outputs": read_outputs(outputs)}
        outputs = {k: fill(v["value"], context) for k, v in action["outputs"].items()}
    return status, uploads, log, outputs


def a_wheel(folder):
    """A wheel with this very program, as pip takes it."""
    name = f"{folder}/meshlint-{version}-py3-none-any.whl"
    info = f"meshlint-{version}.dist-info"
    with zipfile.ZipFile(name, "w") as z:
        script = zipfile.ZipInfo(f"meshlint-{version}.data/scripts/meshlint")
        script.external_attr = 0o100755 << 16
        with open(meshlint, "rb") as f:
            z.writestr(script, f.read())
        z.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: meshlint\nVersion: {version}\n")
        z.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: false\nTag: py3-none-any\n")
        z.writestr(f"{info}/RECORD", f"meshlint-{version}.data/scripts/meshlint,,\n{info}/METADATA,,\n{info}/WHEEL,,\n{info}/RECORD,,\n")
    return name


def results(uploads):
    return [len(sarif["runs"][0]["results"]) for sarif, _ in uploads]


def action_scenarios(action):
    installed = {"version": "installed"}
    table = [
        # what, tree, inputs, status, results of each upload
        ("a good tree passes, and is uploaded", GOOD, {}, 0, [0]),
        ("findings are uploaded, then the step fails", BAD, {}, 1, [1]),
        ("broken YAML is uploaded, then the step fails", BROKEN, {}, 2, [2]),
        ("--fail-on never uploads, and passes", BAD, {"fail-on": "never"}, 0, [1]),
        ("broken YAML fails the step whatever fail-on says", BROKEN, {"fail-on": "never"}, 2, [2]),
        ("without upload findings fail the step", BAD, {"upload": "false"}, 1, []),
        ("a wrong option uploads nothing, and fails", BAD, {"args": "--no-such-option"}, 2, []),
        ("a wrong severity likewise", BAD, {"fail-on": "sometimes"}, 2, []),
        ("options are passed on, one a line", BAD, {"args": "--ignore=VS002\n--world=closed\n"}, 0, [0]),
        ("paths with blanks, and several", BAD, {"paths": "a folder\nmesh.yaml\n"}, 1, [1]),
        ("what is no option because it is a path", BAD, {"paths": "--no-config"}, 2, [1]),
        ("a path that is not there is told in the upload", BAD, {"paths": "nowhere"}, 2, [1]),
    ]
    with tempfile.TemporaryDirectory() as folder:
        bin_folder = f"{folder}/bin"
        os.mkdir(bin_folder)
        os.symlink(meshlint, f"{bin_folder}/meshlint")
        path = f"{bin_folder}:{os.environ['PATH']}"
        for what, text, inputs, want, want_results in table:
            tree = tempfile.mkdtemp(dir=folder)
            write(f"{tree}/mesh.yaml", text)
            write(f"{tree}/a folder/none.yaml", "a: 1\n")
            status, uploads, log, _ = run_action(action, tree, {**installed, **inputs}, path=path)
            say(status == want and results(uploads) == want_results, what, f"status {status}, uploads {results(uploads)}\n{log}")
        tree = tempfile.mkdtemp(dir=folder)
        write(f"{tree}/mesh.yaml", BAD)
        hostile = ["$(touch pwned)", "`touch pwned`", "'; touch pwned; '", '"; touch pwned; "', "-o\npwned", "--output=pwned", "a\nstatus=0\n",
                   "${{ github.token }}", "; touch pwned #"]
        wrong = []
        for text in hostile:
            for name in ("paths", "only-new", "fail-on", "version", "wheel"):
                status, uploads, log, _ = run_action(action, tree, {**installed, name: text}, path=path)
                if os.path.exists(f"{tree}/pwned") or status == 0:
                    wrong.append(f"{name} {text!r}: {status}\n{log}")
        say(not wrong, "no input is run, nor taken for another one", "\n".join(wrong))
        _, uploads, _, outputs = run_action(action, tree, {**installed, "category": "a'b\"$(c)"}, path=path)
        say(uploads[0][1] == "a'b\"$(c)", "the category is passed on as it is", str(uploads))
        say(outputs["status"] == "1" and outputs["sarif"].endswith(".sarif"), "the outputs tell the status and the report", str(outputs))
        _, uploads, _, _ = run_action(action, tree, installed, cancelled=True, path=path)
        say(not uploads, "a job that is cancelled uploads nothing")
        status, uploads, log, _ = run_action(action, tree, {"wheel": a_wheel(folder)})
        say(status == 1 and results(uploads) == [1], "the program is installed from a wheel with pip", log)
        new = repository(folder)
        status, uploads, log, _ = run_action(action, new, {**installed, "only-new": "HEAD"}, path=path)
        say(status == 0 and results(uploads) == [0], "only-new reports what a change brings: nothing", log)
        write(f"{new}/other.yaml", BAD.replace("reviews", "other"))
        status, uploads, log, _ = run_action(action, new, {**installed, "only-new": "HEAD"}, path=path)
        say(status == 1 and results(uploads) == [1] and uploads[0][0]["runs"][0]["results"][0]["baselineState"] == "new",
            "only-new reports what a change brings: a file", log)


def repository(folder):
    tree = tempfile.mkdtemp(dir=folder)
    write(f"{tree}/mesh.yaml", BAD)
    git = ["git", "-c", "user.name=A", "-c", "user.email=a@example.com"]
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "before"]):
        subprocess.run(git + words, cwd=tree, check=True)
    return tree


def github():
    action = yaml.safe_load(read("action.yml"))
    say(action["inputs"]["version"]["default"] == version, "action.yml installs this version", str(action["inputs"]["version"]))
    accepts("action.yml is an action by its schema", ["check-jsonschema", "--builtin-schema", "vendor.github-actions", "action.yml"])
    say(not any("${{" in step.get("run", "") for step in action["runs"]["steps"]), "no script has an expression in it")
    say(not re.search(r"uses: (?!\S+@[0-9a-f]{40} # v)", read("action.yml")), "what the action uses is pinned by hash")
    workflow, matrix = snippet("jobs:"), snippet("jobs:", ": matrix")
    say(f"meshlint/meshlint@v{version}" in workflow and f"meshlint/meshlint@v{version}" in matrix and f"meshlint=={version}" in matrix,
        "README's workflows use this version")
    rows = set(re.findall(r"^\| `([a-z-]+)` \|", read("README.md").split("### GitHub")[1].split("### GitLab")[0], re.M))
    say(rows == set(action["inputs"]), "README lists the action's inputs", str(rows ^ set(action["inputs"])))
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/.github/workflows/meshlint.yml"
        write(path, workflow)
        second = f"{folder}/.github/workflows/units.yml"
        write(second, matrix)
        accepts("README's workflows are such by their schema", ["check-jsonschema", "--builtin-schema", "vendor.github-workflows", path, second])
        shutil.copy("action.yml", folder)
        # Whoever pastes the snippet pins as they see fit; tags are what a page can say.
        write(f"{folder}/zizmor.yml", "rules: {unpinned-uses: {config: {policies: {'actions/*': ref-pin, 'meshlint/*': ref-pin, '*': hash-pin}}}}\n")
        accepts("zizmor finds nothing in the action and in README's workflows",
                ["zizmor", "--offline", "--no-progress", "--config", f"{folder}/zizmor.yml", path, second, f"{folder}/action.yml"])
        if shutil.which("actionlint"):
            write(path, re.sub(r"meshlint/meshlint@\S+", "./", workflow) + "      with: {" + ", ".join(f"{k}: x" for k in action["inputs"]) + "}\n")
            subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
            write(second, re.sub(r"meshlint/meshlint@\S+", "./", matrix))
            accepts("actionlint finds nothing in README's workflows, nor in the inputs", ["actionlint"], cwd=folder)
    action_scenarios(action)


# --- GitLab: the header's inputs in the component's text, and its scripts ---

def interpolate(header, text, inputs):
    given = {k: inputs.get(k, v.get("default")) for k, v in header["spec"]["inputs"].items()}
    for k, v in header["spec"]["inputs"].items():
        if "options" in v and given[k] not in v["options"] or "regex" in v and not re.search(v["regex"], given[k]):
            raise ValueError(k)
    return re.sub(r"\$\[\[ inputs\.([\w-]+) \]\]", lambda m: str(given[m[1]]), text)


def run_component(header, text, tree, inputs, path, **variables):
    """The job's exit status, its artifact if it is there, and the log."""
    job = yaml.safe_load(interpolate(header, text, inputs))[inputs.get("job-name", "meshlint")]
    env = {"PATH": path, "HOME": tree + ".home", "CI_PROJECT_DIR": tree, **variables}
    os.makedirs(env["HOME"], exist_ok=True)
    for k, v in job["variables"].items():
        env[k] = re.sub(r"\$(\w+)", lambda m: variables.get(m[1], ""), str(v))
    p = run(["sh", "-e"], input="\n".join(job["before_script"] + job["script"]) + "\n", cwd=tree, env=env)
    report = f"{tree}/{job['artifacts']['reports']['codequality']}"
    return p.returncode, json.loads(read(report)) if os.path.exists(report) else None, p.stdout


def gitlab():
    header, text = read("templates/meshlint.yml").split("\n---\n")
    header = yaml.safe_load(header)
    say(header["spec"]["inputs"]["version"]["default"] == version, "the component installs this version")
    accept_gitlab("the component's header", yaml.dump(header))
    accept_gitlab("the component with its defaults", interpolate(header, text, {}))
    include = snippet("component:")
    accept_gitlab("README's include", include)
    one = yaml.safe_load(include)["include"][0]
    say(one["component"].endswith(f"/meshlint@{version}") and set(one["inputs"]) <= set(header["spec"]["inputs"]),
        "README's include takes this version, and inputs that there are", include)
    table = [
        # what, tree, inputs, variables, status, findings
        ("a good tree passes", GOOD, {}, {}, 0, 0),
        ("findings are reported, and fail the job", BAD, {}, {}, 1, 1),
        ("findings are reported with fail-on never", BAD, {"fail-on": "never"}, {}, 0, 1),
        ("broken YAML is reported, and fails the job", BROKEN, {}, {}, 2, 2),
        ("options and paths are words", BAD, {"args": "--ignore=VS002 --world=auto", "paths": "mesh.yaml ."}, {}, 0, 0),
        ("README's inputs where there is no merge request", BAD, one["inputs"], {}, 1, 1),
        ("README's inputs in a merge request", BAD, one["inputs"], {"CI_MERGE_REQUEST_DIFF_BASE_SHA": "HEAD"}, 0, 0),
    ]
    with tempfile.TemporaryDirectory() as folder:
        os.mkdir(f"{folder}/bin")
        os.symlink(meshlint, f"{folder}/bin/meshlint")
        for what, mesh, inputs, variables, want, want_findings in table:
            tree = repository(folder)
            write(f"{tree}/mesh.yaml", mesh)
            status, report, log = run_component(header, text, tree, {"version": "installed", **inputs}, f"{folder}/bin:{os.environ['PATH']}", **variables)
            n = None if report is None else len(report)
            say(status == want and n == want_findings, f"GitLab: {what}", f"status {status}, {n} findings\n{log}")


def accept_gitlab(what, text):
    with tempfile.TemporaryDirectory() as folder:
        write(f"{folder}/ci.yml", text)
        accepts(f"{what} is GitLab's by its schema", ["check-jsonschema", "--builtin-schema", "vendor.gitlab-ci", f"{folder}/ci.yml"])


def snippet(member, mark=""):
    """The one snippet of README's that is checked under the mark and has this member."""
    found = [s for s in re.findall(rf"<!-- checked by \.ci/action{mark} -->\n```yaml\n(.*?)```", read("README.md"), re.S) if member in s]
    assert len(found) == 1, (member, found)
    return found[0]


version = run([meshlint, "version"]).stdout.split()[1]
github()
gitlab()
print(f"action: {passed} passed, {failed} failed")
sys.exit(failed > 0)
