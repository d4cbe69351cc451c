package gateway

import (
	"encoding/json"
)

// degraded corrects what an old answer says about the parts: without Redis, nothing is known about the engine.
func degraded(body []byte, missing string) []byte {
	var answer map[string]json.RawMessage
	if json.Unmarshal(body, &answer) != nil || answer["degraded"] == nil {
		return body
	}
	engine, part := engineDown, down
	if missing == partRedis {
		engine, part = engineUnknown, unknown
	}
	for name, value := range map[string]any{"degraded": []string{missing}, "engine": engine, "engine_up": false} {
		if answer[name] != nil {
			answer[name], _ = json.Marshal(value) // can't fail for plain values
		}
	}
	var parts map[string]string
	if json.Unmarshal(answer["parts"], &parts) == nil {
		parts[partEngine] = part
		parts[missing] = down
		answer["parts"], _ = json.Marshal(parts)
	}
	corrected, err := json.Marshal(answer)
	if err != nil {
		return body
	}
	return corrected
}
