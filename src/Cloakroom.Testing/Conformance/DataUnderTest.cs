using System.Text;

namespace Cloakroom.Testing;

/// <summary>The data of sessions in the words of the cases.</summary>
internal sealed class DataUnderTest(ISessionDataStore store, CancellationToken bound)
{
    public async Task<DataItem?> Read(SessionDigest digest, string key) => await store.ReadAsync(digest, key, bound);

    public Task<DataOutcome> Write(SessionDigest digest, string key, string value, DataCondition condition = default) =>
        Write(digest, key, Encoding.UTF8.GetBytes(value), condition);

    public async Task<DataOutcome> Write(SessionDigest digest, string key, byte[] value, DataCondition condition = default) =>
        await store.WriteAsync(new DataWrite(digest, key, value, condition), bound);

    public async Task<DataOutcome> Remove(SessionDigest digest, string key, DataCondition condition = default) =>
        await store.WriteAsync(DataWrite.Remove(digest, key, condition), bound);

    /// <summary>Writes a value that must be accepted; gives its version.</summary>
    public async Task<long> Put(SessionDigest digest, string key, string value)
    {
        DataOutcome outcome = await Write(digest, key, value);
        Expect.Equal(DataResult.Written, outcome.Result, "Write of a value to a live session");
        Expect.That(outcome.Version >= 1, $"A written value has version {outcome.Version}; versions start at 1.");
        return outcome.Version;
    }

    public async Task ExpectValue(SessionDigest digest, string key, string? value, long version = 0)
    {
        DataItem? item = await Read(digest, key);
        Expect.Equal(value, item is null ? null : Encoding.UTF8.GetString(item.Value.Span), $"The value under '{key}'");
        Expect.That(version == 0 || item?.Version == version, $"The version under '{key}': expected {version}, saw {item?.Version}.");
    }
}
