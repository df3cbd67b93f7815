//! What `deploy` gives an operator is what the binary takes.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a failure is a failed test")]

use std::{fs, path::PathBuf, process::Command};

use hawker_tests::{scratch, server::run_hawker, workspace};

const SECRET: &str = "a-secret-of-thirty-two-characters";

/// The fleet's configuration, with its files in a folder of ours and its servers where
/// nobody answers.
#[test]
fn the_fleets_configuration_is_right_but_for_servers_that_are_not_there() {
    let dir = scratch("deploy");
    let folder = dir.path().display().to_string();
    let text = fs::read_to_string(workspace().join("deploy/hawker.toml")).unwrap();
    let servers = ["10.0.0.11", "10.0.0.12", "10.0.0.13", "10.0.0.21", "10.0.0.22", "10.0.0.23"];
    let nodes = ["10.0.0.31", "10.0.0.32", "10.0.0.33"];
    let text = servers.iter().chain(&nodes).fold(text, |text, host| {
        assert!(text.contains(host), "{host} is no longer named");
        text.replace(host, "127.0.0.1")
    });
    let ports = [("7071", "1"), ("5432", "1"), ("6379", "1")];
    let text = ports.iter().fold(text, |text, (from, to)| {
        text.replace(&format!("127.0.0.1:{from}"), &format!("127.0.0.1:{to}"))
    });
    let file = dir.path().join("hawker.toml");
    fs::write(&file, text.replace("/etc/hawker", &folder)).unwrap();
    for name in ["service-token", "postgres-password", "redis-password"] {
        fs::write(dir.path().join(name), SECRET).unwrap();
    }
    let authority = rcgen::generate_simple_self_signed(vec!["postgres".to_owned()]).unwrap();
    fs::write(dir.path().join("postgres-ca.pem"), authority.cert.pem()).unwrap();

    let name = file.display().to_string();
    let (status, said, error) = run_hawker(&["config", "check", "--config", &name]);
    assert!(!status.success());
    assert!(said.starts_with("the configuration is right"), "{said}");
    assert!(error.starts_with("hawker: ERROR_CODE_UNAVAILABLE: "), "{error}");
    for server in ["postgres: ", "redis: ", "fleet.inventory http", "fleet.funnel http"] {
        assert!(error.contains(server), "{server} is missing: {error}");
    }
    assert!(!said.contains(SECRET) && !error.contains(SECRET), "a secret is shown");
}

/// The unit names flags that there are.
#[test]
fn the_unit_starts_each_role_with_flags_that_there_are() {
    let path = workspace().join("deploy/systemd/hawker@.service");
    let unit = fs::read_to_string(path).unwrap();
    let start = unit.lines().find_map(|line| line.strip_prefix("ExecStart=")).unwrap();
    let words: Vec<_> = start.split(' ').collect();
    assert_eq!(words[..2], ["/usr/bin/hawker", "%i"]);
    for role in ["serve", "gateway", "inventory", "funnel"] {
        let (status, help, error) = run_hawker(&[role, "--help"]);
        assert!(status.success(), "{error}");
        for flag in words.iter().filter(|word| word.starts_with("--")) {
            assert!(help.contains(flag), "{role} has no {flag}");
        }
    }
}

fn deploy(file: &str) -> String {
    let path = workspace().join("deploy").join(file);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The configurations of the other ways, of which all but the servers is right.
#[test]
fn the_configurations_for_containers_are_right_but_for_their_servers() {
    let authority = rcgen::generate_simple_self_signed(vec!["postgres".to_owned()]).unwrap();
    let ways = [
        ("compose/hawker.toml", "/run/secrets"),
        ("kubernetes/hawker.toml", "/etc/hawker/secrets"),
    ];
    for (file, mounted) in ways {
        let dir = scratch("deploy");
        let text = deploy(file);
        for line in text.lines().filter(|line| line.contains(mounted)) {
            let name = line.rsplit('/').next().unwrap().trim_end_matches('"');
            let pem = name.ends_with(".pem");
            let contents = if pem { authority.cert.pem() } else { SECRET.to_owned() };
            fs::write(dir.path().join(name), contents).unwrap();
        }
        let mut text = text.replace(mounted, &dir.path().display().to_string());
        // Names that nobody has are not looked up.
        for list in ["hosts", "nodes"] {
            let line = text.lines().find(|line| line.starts_with(&format!("{list} = "))).unwrap();
            text = text.replace(line, &format!("{list} = [\"127.0.0.1:1\"]"));
        }
        let named: Vec<_> = text.split('"').filter(|it| it.ends_with(":7071")).collect();
        text = named.iter().fold(text.clone(), |text, at| text.replace(at, "http://127.0.0.1:1"));
        let config = dir.path().join("hawker.toml");
        fs::write(&config, text).unwrap();
        let name = config.display().to_string();
        let (_, said, error) = run_hawker(&["config", "check", "--config", &name]);
        assert!(said.starts_with("the configuration is right"), "{file}: {said}{error}");
        assert!(error.starts_with("hawker: ERROR_CODE_UNAVAILABLE: "), "{file}: {error}");
    }
}

/// The words of each line that begins with that one.
fn lines_of<'a>(text: &'a str, word: &'a str) -> impl Iterator<Item = Vec<&'a str>> {
    let lines = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
    lines.filter(move |words| words.first() == Some(&word))
}

#[test]
fn the_image_is_made_of_files_that_there_are() {
    let text = deploy("Dockerfile");
    let mut copied = Vec::new();
    for words in lines_of(&text, "COPY") {
        if words[1].starts_with("--from") {
            continue;
        }
        for source in &words[1..words.len() - 1] {
            assert!(workspace().join(source).exists(), "{source} is not there");
            copied.push((*source).to_owned());
        }
    }
    let manifest = fs::read_to_string(workspace().join("Cargo.toml")).unwrap();
    let members: toml::Table = manifest.parse().unwrap();
    for member in members["workspace"]["members"].as_array().unwrap() {
        let top = member.as_str().unwrap().split('/').next().unwrap();
        assert!(copied.iter().any(|it| it == top), "{top} is a member that is not copied");
    }
    let version = members["workspace"]["package"]["rust-version"].as_str().unwrap();
    assert!(text.contains(&format!("FROM rust:{version}-")), "the compiler is {version}");
    let ends = ["USER 65532:65532", "STOPSIGNAL SIGTERM", "ENTRYPOINT [\"/usr/bin/hawker\"]"];
    assert!(ends.iter().all(|end| text.contains(end)), "it runs as nobody, and can be stopped");
}

#[test]
fn what_the_compose_file_mounts_is_there() {
    let text = deploy("compose.yaml");
    let mounts = text.lines().filter_map(|line| line.trim_start().strip_prefix("- ."));
    let mut seen = 0;
    for mount in mounts {
        let source = format!(".{}", mount.split(':').next().unwrap());
        assert!(workspace().join("deploy").join(&source).exists(), "{source} is not there");
        seen += 1;
    }
    assert!(seen > 10, "{seen} mounts");
    let targets = deploy("compose/prometheus.yml");
    for line in targets.lines().filter_map(|line| line.trim_start().strip_prefix("- ")) {
        if let Some(service) = line.strip_suffix(":7072") {
            assert!(text.contains(&format!("\n  {service}:\n")), "{service} is no service");
        }
    }
}

/// The number behind a key of a file, where it stands once.
fn number(text: &str, key: &str) -> u32 {
    let values = text.lines().filter_map(|line| line.trim_start().strip_prefix(key));
    let [value] = values.collect::<Vec<_>>()[..] else { panic!("{key} stands once") };
    value.trim().parse().unwrap()
}

/// Kubernetes kills what has not ended in time: that is never before all viewers were
/// sent away, and the requests under way were answered.
#[test]
fn a_gateway_in_kubernetes_has_time_to_send_its_viewers_away() {
    let gateway = deploy("kubernetes/gateway.yaml");
    let grace = number(&gateway, "terminationGracePeriodSeconds:");
    let before = number(&gateway, "seconds:");
    let drain = number(&deploy("kubernetes/hawker.toml"), "drain_ms =").div_ceil(1_000);
    let requests = 30;
    assert!(grace > before + drain + requests, "{grace} s for {before} + {drain} + {requests}");
}

/// What each role asks of Kubernetes: the probes, and a name by which others call it.
#[test]
fn each_role_in_kubernetes_is_probed_where_it_answers() {
    for role in ["gateway", "inventory", "funnel"] {
        let text = deploy(&format!("kubernetes/{role}.yaml"));
        for path in ["path: /readyz", "path: /healthz"] {
            assert!(text.contains(path), "{role} has no {path}");
        }
        let arguments = format!("args: [{role}, --config, /etc/hawker/hawker.toml,");
        assert!(text.contains(&arguments), "{role} is not started");
    }
    let config = deploy("kubernetes/hawker.toml");
    for (role, count) in [("inventory", 2), ("funnel", 1)] {
        for number in 0..count {
            let name = format!("http://hawker-{role}-{number}.hawker-{role}:7071");
            assert!(config.contains(&name), "{name} is not named");
        }
        let text = deploy(&format!("kubernetes/{role}.yaml"));
        assert!(text.contains(&format!("replicas: {count}\n")));
    }
    let list = deploy("kubernetes/kustomization.yaml");
    let files = fs::read_dir(workspace().join("deploy/kubernetes")).unwrap();
    for file in files.map(|entry| entry.unwrap().path()).filter(|path| path.is_file()) {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let named = list.contains(&format!("- {name}")) || list.contains(&format!("[{name}]"));
        assert!(named || name == "kustomization.yaml", "{name} is not in the kustomization");
    }
}

/// systemd's own verifier, where there is one: it wants the program to be there.
#[test]
fn the_unit_is_one_that_systemd_takes() {
    if Command::new("systemd-analyze").arg("--version").output().is_err() {
        return;
    }
    let dir = scratch("deploy");
    let unit: PathBuf = dir.path().join("hawker@gateway.service");
    let text = deploy("systemd/hawker@.service");
    fs::write(&unit, text.replace("/usr/bin/hawker", "/bin/true")).unwrap();
    let output = Command::new("systemd-analyze").args(["verify", "--man=no"]).arg(&unit).output();
    let output = output.unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{said}");
    assert!(!said.contains("hawker@gateway.service:"), "{said}");
}
