//! What `deploy` gives an operator is what the binary takes.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a failure is a failed test")]

use hawker_tests::{scratch, server::run_hawker, workspace};

const SECRET: &str = "a-secret-of-thirty-two-characters";

/// The fleet's configuration, with its files in a folder of ours and its servers where
/// nobody answers.
#[test]
fn the_fleets_configuration_is_right_but_for_servers_that_are_not_there() {
    let dir = scratch("deploy");
    let folder = dir.path().display().to_string();
    let text = std::fs::read_to_string(workspace().join("deploy/hawker.toml")).unwrap();
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
    std::fs::write(&file, text.replace("/etc/hawker", &folder)).unwrap();
    for name in ["service-token", "postgres-password", "redis-password"] {
        std::fs::write(dir.path().join(name), SECRET).unwrap();
    }
    let authority = rcgen::generate_simple_self_signed(vec!["postgres".to_owned()]).unwrap();
    std::fs::write(dir.path().join("postgres-ca.pem"), authority.cert.pem()).unwrap();

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
    let unit = std::fs::read_to_string(path).unwrap();
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
