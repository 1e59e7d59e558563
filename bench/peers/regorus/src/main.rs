// Measures regorus on a workload file: see bench/rego-peers.ts for its shape. The engine is prepared (modules and data
// loaded, input parsed to its own values) before the clock starts; one sample is set_input and eval_rule.
use std::time::Instant;

fn main() {
    let path = std::env::args().nth(1).expect("workload file");
    let text = std::fs::read_to_string(path).expect("readable workload");
    let workload: serde_json::Value = serde_json::from_str(&text).expect("JSON workload");
    let mut engine = regorus::Engine::new();
    engine.set_rego_v0(workload["version"] == "v0");
    for module in workload["modules"].as_array().expect("modules") {
        let file = module["file"].as_str().expect("file").to_string();
        let source = module["source"].as_str().expect("source").to_string();
        engine.add_policy(file, source).expect("policy");
    }
    let data = regorus::Value::from_json_str(&workload["data"].to_string()).expect("data");
    engine.add_data(data).expect("data");
    let rule = workload["target"].as_str().expect("target").to_string();
    let inputs: Vec<regorus::Value> = workload["inputs"]
        .as_array()
        .expect("inputs")
        .iter()
        .map(|input| regorus::Value::from_json_str(&input.to_string()).expect("input"))
        .collect();
    let seconds = workload["seconds"].as_f64().expect("seconds");
    let mut samples: Vec<u64> = Vec::new();
    for input in &inputs {
        engine.set_input(input.clone());
        engine.eval_rule(rule.clone()).expect("evaluation");
    }
    let start = Instant::now();
    'all: loop {
        for input in &inputs {
            let began = Instant::now();
            engine.set_input(input.clone());
            engine.eval_rule(rule.clone()).expect("evaluation");
            samples.push(began.elapsed().as_nanos() as u64);
            if start.elapsed().as_secs_f64() > seconds {
                break 'all;
            }
        }
    }
    let total: u64 = samples.iter().sum();
    let count = samples.len();
    samples.sort_unstable();
    println!(
        "{{\"evaluations\":{},\"nanoseconds\":{},\"p50\":{},\"p99\":{}}}",
        count,
        total,
        samples[count / 2],
        samples[count * 99 / 100]
    );
}
