package answer

import (
	"regexp"
	"slices"
	"strings"
)

// Final returns the final part of a model's answer, without thoughts, other channels, chat tokens and invented further
// turns. It is empty if the answer ended within a thought.
func Final(said string) string {
	s := clean(said)
	s = channel(s)
	s = turns(s)
	s = stripThoughts(s)
	s = tokens.ReplaceAllString(s, "\n")
	return strings.Trim(s, "\n")
}

var (
	message = regexp.MustCompile(
		`(?s)<\|channel\|>\s*(\w+)[^<]*(?:<\|constrain\|>[^<]*)?<\|message\|>(.*?)(?:<\|(?:end|return|call|start|channel)\|>|$)`,
	)
	merged  = regexp.MustCompile(`(?s)^\s*(?:assistant)?(?:analysis|commentary).*assistant\s*final(?:json|code)?`)
	started = regexp.MustCompile(
		`(?s)^.*?<\|(?:im_start|start_header_id|start|role_start)\|>\s*assistant(?:<\|end_header_id\|>)?`,
	)
	next = regexp.MustCompile(`(?m)<\|(?:im_start|start_header_id|start)\|>\s*(?:user|system|tool|human)` +
		`|<start_of_turn>\s*user|<[|｜](?:User|user|human)[|｜]>|\[INST\]|^\s*(?:###\s*)?(?:Human|User|USER|Instruction)\s*:\s*$|^### (?:Instruction|User|Human|Input)\b`)
	// Tokens of chat templates: <|im_end|>, <｜end▁of▁sentence｜>, </s>, [/INST], <end_of_turn>.
	tokens = regexp.MustCompile(
		`<[|｜][^<>\n|｜]{1,40}[|｜]>|</?s>|\[/?INST\]|\[/?ASSISTANT\]|<(?:start|end)_of_turn>(?:model)?|<(?:bos|eos|pad|unk)>|<\|endoftext\|>|<</?SYS>>`,
	)
)

// channel returns the last message of the final channel in the harmony format, also if the special tokens were lost.
// Without a final message, a tool call may hold the program.
func channel(s string) string {
	all := message.FindAllStringSubmatch(s, -1)
	if len(all) == 0 {
		return merged.ReplaceAllString(s, "")
	}
	for _, name := range []string{"final", "commentary"} {
		for _, m := range slices.Backward(all) {
			if m[1] == name && strings.TrimSpace(m[2]) != "" {
				return m[2]
			}
		}
	}
	return ""
}

// turns cuts off the turns of other speakers that the model invented.
func turns(s string) string {
	s = started.ReplaceAllString(s, "")
	for _, at := range next.FindAllStringIndex(s, -1) {
		if strings.TrimSpace(s[:at[0]]) != "" {
			return s[:at[0]]
		}
	}
	return s
}

// thoughts lists the tags in which models think.
var thoughts = []string{
	"think", "thinking", "thought", "thoughts", "reasoning", "reason", "reflection", "reflect", "scratchpad", "analysis",
	"inner_monologue", "monologue", "seed:think", "longcat_think", "planning", "draft", "internal", "rationale",
	"unused94",
}

var (
	opens = regexp.MustCompile(
		`(?i)(?:<|\[|◁|<[|｜])(?:` + strings.Join(thoughts, "|") + `|begin_of_thought)(?:\s[^>\n]*)?(?:[|｜]>|>|\]|▷)`,
	)
	closes = regexp.MustCompile(
		`(?i)(?:</|\[/|◁/|<[|｜]/?)(?:` + strings.Join(thoughts, "|") + `|end_of_thought|unused95)\s*(?:[|｜]>|>|\]|▷)`,
	)
	ran = regexp.MustCompile(`(?s)^\s*Thinking\.\.\..*?\.\.\.done thinking\.`) // as ollama run prints it
)

// stripThoughts removes all thoughts, including nested ones. A closing tag without an opening one ends a thought that
// began before the answer; an opening tag without a closing one begins a thought that the answer never left.
func stripThoughts(s string) string {
	s = ran.ReplaceAllString(s, "")
	starts, ends := opens.FindAllStringIndex(s, -1), closes.FindAllStringIndex(s, -1)
	var b strings.Builder
	depth, at := 0, 0
	for len(starts)+len(ends) > 0 {
		if len(ends) == 0 || len(starts) > 0 && starts[0][0] < ends[0][0] {
			if depth++; depth == 1 {
				b.WriteString(s[at:starts[0][0]] + "\n")
			}
			at, starts = starts[0][1], starts[1:]
			continue
		}
		if depth--; depth < 0 { // everything before it was a thought
			b.Reset()
			depth = 0
		}
		at, ends = ends[0][1], ends[1:]
	}
	if depth == 0 {
		b.WriteString(s[at:])
	}
	return b.String()
}
