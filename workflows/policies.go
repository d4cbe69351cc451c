package workflows

import (
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"github.com/ai-genesis/ai-genesis"
)

// Every option set of every activity stands here, with the reason of its numbers.

// Pauses of a cycle while the model does not answer. The first is short, since a restart of a model server takes
// seconds; the longest keeps a cycle that waits for days below 300 timers a day, far from the 51,200 events that a
// history may hold.
const (
	firstPause   = 5 * time.Second
	longestPause = 5 * time.Minute
	patience     = 72 * time.Hour // after that the cycle ends as failed: a weekend without a part is no failure
)

// quick is how often a step is tried within some three seconds before the cycle says that a part is away.
// maxSilentTries is how often a step whose worker was killed is handed out anew, with its attempts.
const (
	quick          = 5
	maxSilentTries = 3
)

// unclaimedTimeout is how long a step may lie in an engine's queue before the engine counts as away: a restart takes
// less.
const unclaimedTimeout = 20 * time.Second

// defects are the types of errors that a wait for an absent part ends with: what they speak of does not pass by itself.
var defects = []string{
	"", "PanicError", "payloadSizeError",
	string(genesis.CodeInternal), string(genesis.CodeInvalid), string(genesis.CodeNotFound), string(genesis.CodeConflict),
	string(genesis.CodeRejected), string(genesis.CodeStale), string(genesis.CodeForbidden), string(genesis.CodeTooLarge),
	string(genesis.CodeUnauthorized), string(genesis.CodeCooldown),
	genesis.FailLLMAbsent, genesis.FailLLMAuth, genesis.FailModelMissing, genesis.FailLLMAddress,
	genesis.FailContextTooLong, genesis.FailLLMMalformed,
}

// backoff is what most steps retry with: at once, soon, and never more than ten seconds apart, because the parts that
// a step waits for (engine, Redis) come back within seconds when they restart.
func backoff(attempts int32, fatal ...string) *temporal.RetryPolicy {
	return &temporal.RetryPolicy{
		InitialInterval:        200 * time.Millisecond,
		BackoffCoefficient:     2,
		MaximumInterval:        10 * time.Second,
		MaximumAttempts:        attempts,
		NonRetryableErrorTypes: append(fatal, string(genesis.CodeInvalid)),
	}
}

// shortStep is the time for a step that takes milliseconds. It counts until Temporal has the result, so it has room for
// a Temporal that needs some seconds for each call.
const shortStep = 15 * time.Second

// observeOptions: a checkpoint takes milliseconds, so this time means a stuck loop, and a few of them a part that is
// away.
func observeOptions(world, summary string) workflow.ActivityOptions {
	return workflow.ActivityOptions{
		TaskQueue: genesis.EngineQueue(world), Summary: summary,
		StartToCloseTimeout: shortStep, ScheduleToStartTimeout: unclaimedTimeout,
		RetryPolicy: backoff(quick, string(genesis.CodeNotFound)),
	}
}

// llmOptions: the step itself ends a model that is silent or too slow, by the setting, so this limit is only its
// longest answer, asked for three times, with room. There is no limit to the wait for a worker: a worker that is down
// for an hour must not end the cycle. The heartbeat finds a killed worker within a minute; it is not shorter, since a
// machine whose processors all run a model hands out turns late. Three attempts, since the fourth of a model that fails
// thrice fails too; an absent model is not an attempt (see withModel).
func llmOptions(p genesis.CyclePolicy, summary string) workflow.ActivityOptions {
	timeout := time.Duration(max(p.LLMTimeoutSec, 1)) * time.Second
	return workflow.ActivityOptions{
		TaskQueue: genesis.QueueLLM, Summary: summary,
		StartToCloseTimeout: 3*33*timeout + time.Minute, HeartbeatTimeout: time.Minute,
		RetryPolicy: backoff(3, genesis.FailLLMAbsent, genesis.FailLLMAuth, genesis.FailModelMissing, genesis.FailLLMAddress,
			genesis.FailContextTooLong, "payloadSizeError"),
	}
}

// vetOptions: vetting is bounded by the sandbox to well under a second; the rest is room for a busy machine.
func vetOptions(summary string) workflow.ActivityOptions {
	return workflow.ActivityOptions{
		TaskQueue: genesis.QueueCycles, Summary: summary,
		StartToCloseTimeout: 30 * time.Second, HeartbeatTimeout: 10 * time.Second, WaitForCancellation: true,
		RetryPolicy: backoff(3, string(genesis.CodeNotFound)),
	}
}

// recallOptions: a record and a blob are read. A person waits for the answer.
func recallOptions(summary string) workflow.ActivityOptions {
	return workflow.ActivityOptions{
		TaskQueue: genesis.QueueCycles, Summary: summary,
		StartToCloseTimeout: 5 * time.Second, ScheduleToCloseTimeout: 7 * time.Second,
		RetryPolicy: backoff(3, string(genesis.CodeNotFound), string(genesis.CodeConflict)),
	}
}

// trialOptions: a world tick of a fork takes about a millisecond, so 40 ms for each tick of a pair are twenty times the
// need, for slow machines with many pairs at once. The heartbeat carries the cancellation in and finds a killed worker.
func trialOptions(ticks int, summary string) workflow.ActivityOptions {
	return workflow.ActivityOptions{
		TaskQueue: genesis.QueueTrial, Summary: summary,
		StartToCloseTimeout: time.Minute + time.Duration(ticks)*40*time.Millisecond,
		HeartbeatTimeout:    10 * time.Second, WaitForCancellation: true,
		RetryPolicy: backoff(3, string(genesis.CodeNotFound), string(genesis.CodeRejected)),
	}
}

// saveOptions: a file and a record. A disk that lets nobody write ends it at once, by its code; whatever else fails is
// tried for half a minute.
func saveOptions(world, summary string) workflow.ActivityOptions {
	o := keepOptions(world, summary)
	o.RetryPolicy.MaximumAttempts = 8
	return o
}

// keepOptions: a command and a record of a change that has proven itself, so it is tried until it works.
func keepOptions(world, summary string) workflow.ActivityOptions {
	return workflow.ActivityOptions{
		TaskQueue: genesis.EngineQueue(world), Summary: summary,
		StartToCloseTimeout: shortStep, ScheduleToStartTimeout: unclaimedTimeout, WaitForCancellation: true,
		RetryPolicy: backoff(quick, string(genesis.CodeNotFound), string(genesis.CodeForbidden)),
	}
}

// loadOptions: the engine builds the program off the loop and takes it in between two ticks.
func loadOptions(world, summary string) workflow.ActivityOptions {
	return workflow.ActivityOptions{
		TaskQueue: genesis.EngineQueue(world), Summary: summary,
		StartToCloseTimeout: shortStep, ScheduleToStartTimeout: unclaimedTimeout, HeartbeatTimeout: 5 * time.Second,
		WaitForCancellation: true,
		RetryPolicy: backoff(3, string(genesis.CodeStale), string(genesis.CodeRejected),
			string(genesis.CodeNotFound)),
	}
}

// canaryOptions: a short read, repeated often.
func canaryOptions(world, summary string) workflow.ActivityOptions {
	return workflow.ActivityOptions{
		TaskQueue: genesis.EngineQueue(world), Summary: summary,
		StartToCloseTimeout: shortStep, ScheduleToStartTimeout: unclaimedTimeout,
		RetryPolicy: backoff(quick, string(genesis.CodeNotFound)),
	}
}

// undoOptions: the world must never keep a change whose cycle has ended, so a compensation waits for the engine for as
// long as it takes. It runs on a disconnected context. A cycle's own compensation says after a while what it waits for.
func undoOptions(world, summary string) workflow.ActivityOptions {
	return workflow.ActivityOptions{
		TaskQueue: genesis.EngineQueue(world), Summary: summary,
		StartToCloseTimeout: shortStep, RetryPolicy: backoff(0),
	}
}

// steerOptions: what a person asks of the engine, who waits for the answer: a restart of the engine fits into the time,
// and after it the person hears that it did not answer.
func steerOptions(world, summary string) workflow.ActivityOptions {
	return workflow.ActivityOptions{
		TaskQueue: genesis.EngineQueue(world), Summary: summary,
		StartToCloseTimeout: 5 * time.Second, ScheduleToCloseTimeout: 7 * time.Second,
		RetryPolicy: backoff(5, string(genesis.CodeNotFound), string(genesis.CodeConflict), string(genesis.CodeStale),
			string(genesis.CodeRejected)),
	}
}

// noteOptions are recordOptions for a cycle, which notes when Redis is away.
func noteOptions(summary string) workflow.ActivityOptions {
	o := recordOptions(summary)
	o.RetryPolicy.MaximumAttempts = quick
	return o
}

// recordOptions: a few Redis commands. A cycle without its record would be lost to people, so it waits for Redis.
func recordOptions(summary string) workflow.ActivityOptions {
	return workflow.ActivityOptions{
		TaskQueue: genesis.QueueCycles, Summary: summary,
		StartToCloseTimeout: shortStep, RetryPolicy: backoff(0),
	}
}

// standingOptions are recordOptions for a step that asks Temporal itself: half a dozen calls, of some seconds each
// where Temporal is slow.
func standingOptions(summary string) workflow.ActivityOptions {
	o := recordOptions(summary)
	o.StartToCloseTimeout = time.Minute
	return o
}

// archiveOptions: a history is read from Temporal and written to Redis. Ten minutes outlast a restart of either; a
// history that is not archived by then must not hold evolution up.
func archiveOptions(summary string) workflow.ActivityOptions {
	return workflow.ActivityOptions{
		TaskQueue: genesis.QueueCycles, Summary: summary,
		StartToCloseTimeout: 30 * time.Second, ScheduleToCloseTimeout: 10 * time.Minute,
		RetryPolicy: backoff(0, string(genesis.CodeNotFound), string(genesis.CodeTooLarge)),
	}
}

// journeyOptions: one command to the engine, tried until it answers: a molbot between two worlds waits for whichever
// engine is away, for days if need be. What the engine refuses is refused for good.
func journeyOptions(world, summary string) workflow.ActivityOptions {
	return workflow.ActivityOptions{
		TaskQueue: genesis.EngineQueue(world), Summary: summary,
		StartToCloseTimeout: 10 * time.Second,
		RetryPolicy:         backoff(0, string(genesis.CodeNotFound), string(genesis.CodeConflict)),
	}
}

// askOptions: a cycle that runs, or a supervisor without a worker, is waited for. After an hour the schedule's next
// time is nearer than the wish is fresh.
func askOptions(world, summary string) workflow.ActivityOptions {
	o := workflow.ActivityOptions{
		TaskQueue: genesis.RoutineQueue(world), Summary: summary,
		StartToCloseTimeout: 15 * time.Second, ScheduleToCloseTimeout: time.Hour,
		RetryPolicy: backoff(0),
	}
	o.RetryPolicy.MaximumInterval = time.Minute
	return o
}

// backupOptions: a large world takes minutes to pack and to check; two hours are room for a slow disk. The heartbeat
// finds an engine that was killed. Three attempts, since a disk that is full thrice stays full; an engine that is away
// is waited for for half a day.
func backupOptions(world, summary string) workflow.ActivityOptions {
	return workflow.ActivityOptions{
		TaskQueue: genesis.RoutineQueue(world), Summary: summary,
		StartToCloseTimeout: 2 * time.Hour, ScheduleToStartTimeout: 12 * time.Hour, HeartbeatTimeout: 30 * time.Second,
		WaitForCancellation: true,
		RetryPolicy:         backoff(3, string(genesis.CodeNotFound)),
	}
}

// openOptions are recordOptions that a conflict ends: the name is another experiment's.
func openOptions(summary string) workflow.ActivityOptions {
	o := recordOptions(summary)
	o.RetryPolicy.NonRetryableErrorTypes = append(o.RetryPolicy.NonRetryableErrorTypes, string(genesis.CodeConflict))
	return o
}

// cellOptions: a cycle takes seconds to minutes; ten minutes for each, and an hour for the world's beginning and end,
// are room for a machine that does much else. A cell goes to another worker half a minute after its own has died, as
// often as that happens: only a defect ends it.
func cellOptions(cycles int, name string) workflow.ActivityOptions {
	return workflow.ActivityOptions{
		TaskQueue: genesis.QueueExperiment, ActivityID: name, Summary: name,
		StartToCloseTimeout: time.Hour + time.Duration(cycles)*10*time.Minute,
		HeartbeatTimeout:    30 * time.Second, WaitForCancellation: true,
		RetryPolicy: backoff(0, defects...),
	}
}
