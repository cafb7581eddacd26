namespace Cloakroom.Cookies;

/// <summary>The labels of a host from the last to the first; an IP address is one label.</summary>
internal ref struct HostLabels(string host, bool isAddress)
{
    private int _end = host.Length + 1;

    /// <summary>The label.</summary>
    public readonly ReadOnlySpan<char> Current => host.AsSpan(Start, _end - Start);

    /// <summary>Where it begins in the host; 0 for the last one that there is.</summary>
    public int Start { get; private set; } = host.Length + 1;

    public bool MoveNext()
    {
        if (Start == 0)
        {
            return false;
        }

        _end = Start - 1;
        Start = isAddress ? 0 : host.AsSpan(0, _end).LastIndexOf('.') + 1;
        return true;
    }
}
