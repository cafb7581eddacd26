namespace Cloakroom;

/// <summary>
/// How long it takes until a node hears that a session was ended: from the moment this process asks the store to end one until the push line
/// tells this process of it, as it tells all others. One clock at both ends, so that no difference of clocks is taken for a delay.
/// </summary>
/// <param name="time">The clock.</param>
internal sealed class RevocationLag(TimeProvider time)
{
    private const int Most = 1000;

    // A line that is silent for longer is lost, or is asked only when a request needs it and none came: neither is a delay.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly Dictionary<SessionDigest, long> _began = [];

    /// <summary>The store is about to be asked.</summary>
    public void Began(SessionDigest digest)
    {
        if (!Telemetry.RevocationLag.Enabled)
        {
            return;
        }

        lock (_gate)
        {
            if (_began.Count >= Most)
            {
                Forget();
            }

            if (_began.Count < Most)
            {
                _began[digest] = time.GetTimestamp();
            }
        }
    }

    /// <summary>The push line has told of it.</summary>
    public void Heard(SessionDigest digest)
    {
        long began;
        lock (_gate)
        {
            if (!_began.Remove(digest, out began))
            {
                return;
            }
        }

        if (time.GetElapsedTime(began) is var lag && lag <= Longest)
        {
            Telemetry.RevocationLag.Record(lag.TotalSeconds);
        }
    }

    private void Forget()
    {
        foreach (SessionDigest digest in _began.Where(b => time.GetElapsedTime(b.Value) > Longest).Select(b => b.Key).ToArray())
        {
            _began.Remove(digest);
        }
    }
}
