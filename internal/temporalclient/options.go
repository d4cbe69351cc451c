// Package temporalclient makes the options of every connection to Temporal, from the settings and from the environment
// configuration that all of Temporal's SDKs share: TEMPORAL_* variables, and profiles in temporal.toml. TLS, client
// certificates and API keys are settled there, so that what works for the Temporal CLI works here. It makes no
// connection.
package temporalclient

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"strings"
	"time"

	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/contrib/envconfig"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/temporal"
	"google.golang.org/grpc"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/config"
	"github.com/ai-genesis/ai-genesis/internal/tracing"
)

const defaultAddress = "127.0.0.1:7233"

// Resolve fills in the address and the namespace that the environment configuration names, where the settings name
// none. If they name another server, its namespace is none of theirs.
func Resolve(s *config.Settings, environ []string) error {
	o, err := load(envLookup(environ))
	if err != nil {
		return err
	}
	if s.TemporalAddress == "" {
		s.TemporalAddress = o.HostPort
	} else if o.HostPort != "" && o.HostPort != s.TemporalAddress {
		return nil // it is all about another server: see Options
	}
	if _, set := envLookup(environ).LookupEnv(config.Prefix + "TEMPORAL_NAMESPACE"); !set && o.Namespace != "" {
		s.TemporalNamespace = o.Namespace
	}
	return nil
}

// Options are those of a connection to the Temporal of the settings, as one part of the system. What the SDK says goes
// to log. The error has code invalid for a profile, a certificate or a key that can't be read.
func Options(s config.Settings, identity string, log *slog.Logger) (client.Options, error) {
	o, err := load(nil)
	if err != nil {
		return o, err
	}
	if s.TemporalAddress != "" {
		if o.HostPort != "" && o.HostPort != s.TemporalAddress {
			o = client.Options{} // the papers are for another server, which alone may see them
		}
		o.HostPort = s.TemporalAddress
	} else if o.HostPort == "" {
		o.HostPort = defaultAddress
	}
	o.Namespace, o.Identity = s.TemporalNamespace, identity
	o.Interceptors = tracing.Interceptors(s)
	LogTo(&o, log)
	// Without this gRPC also asks the name server for a service configuration, a TXT record, before it connects. In a
	// container without internet nobody answers that question: Docker knows the container's names, and forwards everything
	// else.
	o.ConnectionOptions.DialOptions = append(o.ConnectionOptions.DialOptions, grpc.WithDisableServiceConfig())
	o.DataConverter, err = DataConverter(s)
	if s.TemporalCodecKeyFile != "" { // the words of an error tell as much as what caused it
		o.FailureConverter = temporal.NewDefaultFailureConverter(temporal.DefaultFailureConverterOptions{
			DataConverter: o.DataConverter, EncodeCommonAttributes: true,
		})
	}
	return o, err
}

func load(env envconfig.EnvLookup) (client.Options, error) {
	profile, err := envconfig.LoadClientConfigProfile(envconfig.LoadClientConfigProfileOptions{EnvLookup: env})
	if err != nil {
		return client.Options{}, genesis.Errorf(genesis.CodeInvalid, "Temporal's environment configuration (TEMPORAL_*, "+
			"temporal.toml): %v", err)
	}
	o, err := profile.ToClientOptions(envconfig.ToClientOptionsRequest{})
	if err != nil {
		return client.Options{}, genesis.Errorf(genesis.CodeInvalid, "Temporal's environment configuration (TEMPORAL_*, "+
			"temporal.toml): %v", err)
	}
	return o, nil
}

// DataConverter writes payloads as JSON, encrypted if the settings name a key.
func DataConverter(s config.Settings) (converter.DataConverter, error) {
	codec, err := NewCodec(s.TemporalCodecKeyFile)
	if err != nil {
		return nil, err
	}
	return converter.NewCodecDataConverter(converter.GetDefaultDataConverter(), codec), nil
}

// envLookup is an environment as os.Environ lists it.
type envLookup []string

// Environ implements envconfig.EnvLookup.
func (e envLookup) Environ() []string { return e }

// LookupEnv implements envconfig.EnvLookup.
func (e envLookup) LookupEnv(key string) (string, bool) {
	for i := len(e) - 1; i >= 0; i-- {
		if name, value, ok := strings.Cut(e[i], "="); ok && name == key {
			return value, true
		}
	}
	return "", false
}

// lookupTime is how long a name server may take to say that a name is unknown.
const lookupTime = 2 * time.Second

// unresolved names the cause that gRPC keeps to itself: a name that no name server knows. It returns err for any other.
func unresolved(address string, err error) error {
	host, _, split := net.SplitHostPort(address)
	if split != nil || net.ParseIP(host) != nil {
		return err
	}
	ctx, stop := context.WithTimeout(context.Background(), lookupTime)
	defer stop()
	if _, unknown := net.DefaultResolver.LookupHost(ctx, host); unknown != nil {
		return fmt.Errorf("the name %s can't be resolved: %w", host, unknown)
	}
	return err
}

// Unavailable is what to say of a Temporal that does not answer.
func Unavailable(s config.Settings, err error) error {
	err = unresolved(s.TemporalFrontend(), err)
	return genesis.Errorf(genesis.CodeUnavailable,
		"Temporal does not answer at %s (%v): start it with `genesis up` or `temporal server start-dev`, or set "+
			"GENESIS_TEMPORAL_ADDRESS; for one with TLS or an API key see TEMPORAL_* in docs/operating.md",
		s.TemporalFrontend(), fmt.Sprint(err)).With("missing", genesis.PartTemporal)
}

// Check reads what a connection takes beside the settings (profiles, certificates, keys), as Options does, without
// connecting. The error has code invalid, also for an environment configuration that is about another server than the
// settings and so has no effect.
func Check(s config.Settings, environ []string) error {
	o, err := load(envLookup(environ))
	if err != nil {
		return err
	}
	if s.TemporalAddress != "" && o.HostPort != "" && o.HostPort != s.TemporalAddress {
		return genesis.Errorf(genesis.CodeInvalid, "Temporal's environment configuration (TEMPORAL_*, temporal.toml) is for "+
			"%s and has no effect, because GENESIS_TEMPORAL_ADDRESS is %s: write the same address into both, or into "+
			"TEMPORAL_ADDRESS alone", o.HostPort, s.TemporalAddress)
	}
	_, err = NewCodec(s.TemporalCodecKeyFile)
	return err
}
