namespace Cloakroom.Server.ForwardAuth;

/// <summary>
/// Requests that were read a moment ago. Pages and scripts ask for the same places again and again, and reading is a pure function of four
/// texts, all of which are compared; what is needed there, and who asks, is decided anew each time. A slot has the last one only.
/// </summary>
internal sealed class RecentRequests
{
    // Half a megabyte at the most, whoever asks for whatever.
    private const int Slots = 512, MaxLength = 256;

    private readonly Entry?[] _entries = new Entry?[Slots];

    public OriginalRequest? Find(string method, string scheme, string host, string target) =>
        IsShort(host, target) && Volatile.Read(ref _entries[SlotOf(host, target)]) is { } entry && entry.Request.Target.Raw == target && entry.Host == host
            && entry.Request.Method == method && entry.Request.Scheme == scheme
            ? entry.Request : null;

    /// <param name="host">The host as it was written.</param>
    /// <param name="request">What was read.</param>
    public void Keep(string host, OriginalRequest request)
    {
        string target = request.Target.Raw;
        // What stands in a query may be a secret of the application, and is seldom the same twice.
        if (IsShort(host, target) && !target.Contains('?', StringComparison.Ordinal))
        {
            Volatile.Write(ref _entries[SlotOf(host, target)], new(host, request));
        }
    }

    private static bool IsShort(string host, string target) => host.Length + target.Length <= MaxLength;

    private static int SlotOf(string host, string target) =>
        (host.GetHashCode(StringComparison.Ordinal) ^ target.GetHashCode(StringComparison.Ordinal)) & (Slots - 1);

    private sealed record Entry(string Host, OriginalRequest Request);
}
