//! Random numbers that depend on the seed alone, never on the machine.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

/// A stream of random numbers: one seed has 2⁶⁴ streams that know nothing of each other.
pub(crate) fn stream(seed: u64, stream: u64) -> ChaCha8Rng {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    random.set_stream(stream);
    random
}

/// A number between `-amplitude` and `amplitude`.
pub(crate) fn jitter(random: &mut ChaCha8Rng, amplitude: f64) -> f64 {
    (random.random::<f64>() * 2.0 - 1.0) * amplitude
}

/// A number between `low` and `high`.
pub(crate) fn between(random: &mut ChaCha8Rng, low: f64, high: f64) -> f64 {
    low + random.random::<f64>() * (high - low)
}
