namespace Cloakroom.Tests.Sessions.Revocations;

/// <summary>A journal that outlives the engine of a test.</summary>
internal sealed class MemoryJournal : IRevocationJournal
{
    private readonly List<byte> _bytes = [];

    public bool IsFull { get; set; }

    public long Records => _bytes.Count / RevocationFormat.Length;

    public byte[] Read() => [.. _bytes];

    public Task AppendAsync(byte[] records)
    {
        lock (_bytes)
        {
            if (IsFull)
            {
                return Task.FromException(new IOException("The disk is full."));
            }

            _bytes.AddRange(records);
            return Task.CompletedTask;
        }
    }

    public Task ReplaceAsync(Func<byte[]> snapshot)
    {
        lock (_bytes)
        {
            byte[] next = snapshot();
            _bytes.Clear();
            _bytes.AddRange(next);
            return Task.CompletedTask;
        }
    }
}
