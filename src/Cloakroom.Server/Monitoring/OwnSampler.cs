using System.Diagnostics;
using OpenTelemetry.Trace;

namespace Cloakroom.Server.Monitoring;

/// <summary>
/// Decides whether a request is recorded. A client may name the trace that its request belongs to (W3C Trace Context 3.2), and is believed: so a
/// browser's trace goes on here. Whether it is recorded is decided here alone: the flag "sampled" comes from strangers as well (section 6.1,
/// "denial of service"). For the same reason the share is not taken from the trace ID itself, which a stranger could choose so that it always is.
/// </summary>
/// <param name="share">How many of all, from 0 to 1.</param>
internal sealed class OwnSampler(double share) : Sampler
{
    private const int TraceIdLength = 16;

    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters)
    {
        ActivityContext parent = samplingParameters.ParentContext;
        // Within one request, as was decided at its beginning.
        bool goesOn = parent.TraceId != default && !parent.IsRemote;
        return new(goesOn ? parent.TraceFlags.HasFlag(ActivityTraceFlags.Recorded) : IsChosen(samplingParameters.TraceId));
    }

    // HashCode has a seed that nobody outside of this process knows.
    private bool IsChosen(ActivityTraceId trace)
    {
        Span<byte> bytes = stackalloc byte[TraceIdLength];
        trace.CopyTo(bytes);
        var hash = new HashCode();
        hash.AddBytes(bytes);
        return (uint)hash.ToHashCode() < share * ((double)uint.MaxValue + 1);
    }
}
