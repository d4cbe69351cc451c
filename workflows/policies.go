package workflows

import (
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"github.com/ai-genesis/ai-genesis"
)

// This file holds the options of every activity, with the reasons for their numbers.

// Pauses of a cycle while the model does not answer. The first is short because a model server restarts within seconds.
// The longest keeps a cycle that waits for days below 300 timers a day, far from the 51,200 events that a history may
// hold.
const (
	firstPause   = 5 * time.Second
	longestPause = 5 * time.Minute
	patience     = 72 * time.Hour // then the cycle fails; long enough to outlast a part that is away for a weekend
)

// quick is how often a step is tried, within some three seconds, before the cycle reports that a part is away.
// maxSilentTries is how often a step whose worker died is scheduled anew, with all its attempts.
const (
	quick          = 5
	maxSilentTries = 3
)

// unclaimedTimeout is how long a step may wait in an engine's queue before the engine counts as away. A restart takes
// less.
const unclaimedTimeout = 20 * time.Second

// defects are the types of errors that end the wait for an absent part, because retrying does not cure them.
var defects = []string{
	"", "PanicError", "payloadSizeError",
	string(genesis.CodeInternal), string(genesis.CodeInvalid), string(genesis.CodeNotFound), string(genesis.CodeConflict),
	string(genesis.CodeRejected), string(genesis.CodeStale), string(genesis.CodeForbidden), string(genesis.CodeTooLarge),
	string(genesis.CodeUnauthorized), string(genesis.CodeCooldown),
	genesis.FailLLMAbsent, genesis.FailLLMAuth, genesis.FailModelMissing, genesis.FailLLMAddress,
	genesis.FailContextTooLong, genesis.FailLLMMalformed,
}

// backoff is the retry policy of most steps: soon at first, and never more than ten seconds apart, because the parts
// that a step waits for (engine, Redis) come back within seconds when they restart.
func backoff(attempts int32, fatal ...string) *temporal.RetryPolicy {
	return &temporal.RetryPolicy{
		InitialInterval:        200 * time.Millisecond,
		BackoffCoefficient:     2,
		MaximumInterval:        10 * time.Second,
		MaximumAttempts:        attempts,
		NonRetryableErrorTypes: append(fatal, string(genesis.CodeInvalid)),
	}
}

// shortStep is the timeout of a step that takes milliseconds. The time runs until Temporal has the result, so it allows
// for a Temporal that needs some seconds for each call. heartbeatTimeout is how long a step may go without a heartbeat.
// Heartbeats are sent every second, but if Temporal needs five seconds for a call, up to eleven may pass between two.
const (
	shortStep        = 15 * time.Second
	heartbeatTimeout = 20 * time.Second
)

// observeOptions: a checkpoint takes milliseconds, so one timeout means a stuck loop, and several in a row mean that
// the part is away.
func observeOptions(world, summary string) workflow.ActivityOptions {
	return workflow.ActivityOptions{
		TaskQueue: genesis.EngineQueue(world), Summary: summary,
		StartToCloseTimeout: shortStep, ScheduleToStartTimeout: unclaimedTimeout,
		RetryPolicy: backoff(quick, string(genesis.CodeNotFound)),
	}
}

// llmOptions: the step itself gives up on a model that is silent or slower than the setting allows, so this timeout
// only covers the longest possible answer, requested three times, with some margin. The wait for a worker is unlimited:
// a worker that is down for an hour must not end the cycle. The heartbeat detects a killed worker within a minute; it
// is not shorter because a machine whose processors all run a model schedules other threads late. Three attempts,
// because a model that failed three times is likely to fail again; an absent model does not count as an attempt (see
// withModel).
func llmOptions(p genesis.CyclePolicy, summary string) workflow.ActivityOptions {
	timeout := time.Duration(max(p.LLMTimeoutSec, 1)) * time.Second
	return workflow.ActivityOptions{
		TaskQueue: genesis.QueueLLM, Summary: summary,
		StartToCloseTimeout: 3*33*timeout + time.Minute, HeartbeatTimeout: time.Minute,
		RetryPolicy: backoff(3, genesis.FailLLMAbsent, genesis.FailLLMAuth, genesis.FailModelMissing, genesis.FailLLMAddress,
			genesis.FailContextTooLong, "payloadSizeError"),
	}
}

// vetOptions: the sandbox bounds vetting to well under a second; the rest is margin for a busy machine.
func vetOptions(summary string) workflow.ActivityOptions {
	return workflow.ActivityOptions{
		TaskQueue: genesis.QueueCycles, Summary: summary,
		StartToCloseTimeout: time.Minute, HeartbeatTimeout: heartbeatTimeout, WaitForCancellation: true,
		RetryPolicy: backoff(3, string(genesis.CodeNotFound)),
	}
}

// recallOptions: the step reads a record and a blob while a person waits for the answer. The timeouts allow for a slow
// Temporal.
func recallOptions(summary string) workflow.ActivityOptions {
	return workflow.ActivityOptions{
		TaskQueue: genesis.QueueCycles, Summary: summary,
		StartToCloseTimeout: shortStep, ScheduleToCloseTimeout: unclaimedTimeout,
		RetryPolicy: backoff(3, string(genesis.CodeNotFound), string(genesis.CodeConflict)),
	}
}

// trialOptions: one tick of a fork takes about a millisecond, so 40 ms for each tick of a pair is twenty times the
// need, for slow machines that run many pairs at once. The heartbeat delivers the cancellation and detects a killed
// worker.
func trialOptions(ticks int, summary string) workflow.ActivityOptions {
	return workflow.ActivityOptions{
		TaskQueue: genesis.QueueTrial, Summary: summary,
		StartToCloseTimeout: time.Minute + time.Duration(ticks)*40*time.Millisecond,
		HeartbeatTimeout:    heartbeatTimeout, WaitForCancellation: true,
		RetryPolicy: backoff(3, string(genesis.CodeNotFound), string(genesis.CodeRejected)),
	}
}

// saveOptions: the step writes a file and a record. A disk that refuses every write fails it at once, by its error
// code; other errors are retried for half a minute.
func saveOptions(world, summary string) workflow.ActivityOptions {
	o := keepOptions(world, summary)
	o.RetryPolicy.MaximumAttempts = 8
	return o
}

// keepOptions: the step sends a command and writes a record for a change that has proven itself, so it is retried until
// it works.
func keepOptions(world, summary string) workflow.ActivityOptions {
	return workflow.ActivityOptions{
		TaskQueue: genesis.EngineQueue(world), Summary: summary,
		StartToCloseTimeout: shortStep, ScheduleToStartTimeout: unclaimedTimeout, WaitForCancellation: true,
		RetryPolicy: backoff(quick, string(genesis.CodeNotFound), string(genesis.CodeForbidden)),
	}
}

// loadOptions: the engine compiles the program outside of its loop and loads it between two ticks. On a busy machine
// this takes some seconds, so the step sends heartbeats.
func loadOptions(world, summary string) workflow.ActivityOptions {
	return workflow.ActivityOptions{
		TaskQueue: genesis.EngineQueue(world), Summary: summary,
		StartToCloseTimeout: 2 * shortStep, ScheduleToStartTimeout: unclaimedTimeout, HeartbeatTimeout: heartbeatTimeout,
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
// long as it takes. It runs on a disconnected context. The compensation of a running cycle reports after a while what
// it waits for.
func undoOptions(world, summary string) workflow.ActivityOptions {
	return workflow.ActivityOptions{
		TaskQueue: genesis.EngineQueue(world), Summary: summary,
		StartToCloseTimeout: shortStep, RetryPolicy: backoff(0),
	}
}

// steerOptions: a person waits for the engine's answer. The time to start allows for a restart of the engine; after it
// the person is told that the engine did not answer. A step that has started may take longer, at a slow Temporal.
func steerOptions(world, summary string) workflow.ActivityOptions {
	return workflow.ActivityOptions{
		TaskQueue: genesis.EngineQueue(world), Summary: summary,
		StartToCloseTimeout: shortStep, ScheduleToStartTimeout: 7 * time.Second, ScheduleToCloseTimeout: unclaimedTimeout,
		RetryPolicy: backoff(5, string(genesis.CodeNotFound), string(genesis.CodeConflict), string(genesis.CodeStale),
			string(genesis.CodeRejected)),
	}
}

// noteOptions are recordOptions for a cycle, which reports when Redis is away.
func noteOptions(summary string) workflow.ActivityOptions {
	o := recordOptions(summary)
	o.RetryPolicy.MaximumAttempts = quick
	return o
}

// recordOptions: a few Redis commands. Without its record people could not see the cycle, so it waits for Redis.
func recordOptions(summary string) workflow.ActivityOptions {
	return workflow.ActivityOptions{
		TaskQueue: genesis.QueueCycles, Summary: summary,
		StartToCloseTimeout: shortStep, RetryPolicy: backoff(0),
	}
}

// standingOptions are recordOptions for a step that queries Temporal itself: half a dozen calls, each of which takes
// some seconds where Temporal is slow.
func standingOptions(summary string) workflow.ActivityOptions {
	o := recordOptions(summary)
	o.StartToCloseTimeout = time.Minute
	return o
}

// archiveOptions: the step reads a history from Temporal and writes it to Redis. Ten minutes outlast a restart of
// either; a history that is not archived by then must not delay evolution.
func archiveOptions(summary string) workflow.ActivityOptions {
	return workflow.ActivityOptions{
		TaskQueue: genesis.QueueCycles, Summary: summary,
		StartToCloseTimeout: time.Minute, ScheduleToCloseTimeout: 10 * time.Minute,
		RetryPolicy: backoff(0, string(genesis.CodeNotFound), string(genesis.CodeTooLarge)),
	}
}

// journeyOptions: one command to an engine, retried until it answers. A molbot between two worlds waits for whichever
// engine is away, for days if need be. A refusal by the engine is final.
func journeyOptions(world, summary string) workflow.ActivityOptions {
	return workflow.ActivityOptions{
		TaskQueue: genesis.EngineQueue(world), Summary: summary,
		StartToCloseTimeout: shortStep,
		RetryPolicy:         backoff(0, string(genesis.CodeNotFound), string(genesis.CodeConflict)),
	}
}

// askOptions: the step waits while a cycle is running or the supervisor has no worker. After an hour it gives up,
// because the schedule's next run is due soon enough.
func askOptions(world, summary string) workflow.ActivityOptions {
	o := workflow.ActivityOptions{
		TaskQueue: genesis.RoutineQueue(world), Summary: summary,
		StartToCloseTimeout: time.Minute, ScheduleToCloseTimeout: time.Hour,
		RetryPolicy: backoff(0),
	}
	o.RetryPolicy.MaximumInterval = time.Minute
	return o
}

// backupOptions: a large world takes minutes to pack and verify; two hours leave margin for a slow disk. The heartbeat
// detects an engine that was killed. Three attempts, because a disk that was full three times stays full; an engine
// that is away is waited for for up to half a day.
func backupOptions(world, summary string) workflow.ActivityOptions {
	return workflow.ActivityOptions{
		TaskQueue: genesis.RoutineQueue(world), Summary: summary,
		StartToCloseTimeout: 2 * time.Hour, ScheduleToStartTimeout: 12 * time.Hour, HeartbeatTimeout: 30 * time.Second,
		WaitForCancellation: true,
		RetryPolicy:         backoff(3, string(genesis.CodeNotFound)),
	}
}

// openOptions are recordOptions that fail on a conflict, which means that another experiment has the name.
func openOptions(summary string) workflow.ActivityOptions {
	o := recordOptions(summary)
	o.RetryPolicy.NonRetryableErrorTypes = append(o.RetryPolicy.NonRetryableErrorTypes, string(genesis.CodeConflict))
	return o
}

// cellOptions: a cycle takes seconds to minutes. Ten minutes for each, and an hour for the start and end of the world,
// leave margin for a busy machine. A cell moves to another worker half a minute after its own has died, as often as
// that happens: only a defect ends it.
func cellOptions(cycles int, name string) workflow.ActivityOptions {
	return workflow.ActivityOptions{
		TaskQueue: genesis.QueueExperiment, ActivityID: name, Summary: name,
		StartToCloseTimeout: time.Hour + time.Duration(cycles)*10*time.Minute,
		HeartbeatTimeout:    30 * time.Second, WaitForCancellation: true,
		RetryPolicy: backoff(0, defects...),
	}
}
