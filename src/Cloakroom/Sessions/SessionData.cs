using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Cloakroom;

/// <summary>
/// Small values that belong to a session: a cart, preferences. They are stored as JSON, at most 64 KiB together, and end with the session.
/// </summary>
public sealed class SessionData
{
    // Enough for the conflicts of a person with many tabs; more means that the value is the wrong thing to share.
    private const int Attempts = 16;

    private const string NeedsReflection = "It reads the type by reflection; where that is not possible (trimming, native AOT) use the overload with a JsonTypeInfo.";

    private readonly ISessionDataStore _store;
    private readonly SessionDigest _digest;

    /// <summary>The data of one session.</summary>
    public SessionData(ISessionDataStore store, Session session)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(session);
        (_store, _digest) = (store, session.Digest);
    }

    /// <summary>The value under a key; default when there is none.</summary>
    /// <exception cref="JsonException">What is stored is not a <typeparamref name="T"/>.</exception>
    /// <exception cref="StoreUnavailableException">The store cannot be asked.</exception>
    [RequiresUnreferencedCode(NeedsReflection), RequiresDynamicCode(NeedsReflection)]
    public ValueTask<T?> GetAsync<T>(string key, CancellationToken cancellationToken = default) =>
        GetAsync(key, Reflected<T>(), cancellationToken);

    /// <summary>The same for a program that is compiled ahead: how the type is read was made with it.</summary>
    /// <param name="key">The key.</param>
    /// <param name="type">Of a source-generated <c>JsonSerializerContext</c>, best one with the defaults for the web.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="JsonException">What is stored is not a <typeparamref name="T"/>.</exception>
    /// <exception cref="StoreUnavailableException">The store cannot be asked.</exception>
    public async ValueTask<T?> GetAsync<T>(string key, JsonTypeInfo<T> type, CancellationToken cancellationToken = default) =>
        Read(await _store.ReadAsync(_digest, key, cancellationToken), type);

    /// <summary>
    /// Reads, changes and stores a value. When somebody else was faster, <paramref name="change"/> runs again on the newer value, so that
    /// no update is lost; it may therefore run several times and should do nothing else.
    /// </summary>
    /// <returns>What it came to; <see cref="DataResult.SessionGone"/> when the session ended meanwhile.</returns>
    /// <exception cref="StoreUnavailableException">The store cannot be asked; nothing was stored.</exception>
    [RequiresUnreferencedCode(NeedsReflection), RequiresDynamicCode(NeedsReflection)]
    public ValueTask<DataUpdate<T>> UpdateAsync<T>(string key, Func<T?, T> change, CancellationToken cancellationToken = default) =>
        UpdateAsync(key, change, Reflected<T>(), cancellationToken);

    /// <summary>The same for a program that is compiled ahead: how the type is read and written was made with it.</summary>
    /// <param name="key">The key.</param>
    /// <param name="change">Makes the new value of the old one; it may run several times and should do nothing else.</param>
    /// <param name="type">Of a source-generated <c>JsonSerializerContext</c>, best one with the defaults for the web.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>What it came to; <see cref="DataResult.SessionGone"/> when the session ended meanwhile.</returns>
    /// <exception cref="StoreUnavailableException">The store cannot be asked; nothing was stored.</exception>
    public async ValueTask<DataUpdate<T>> UpdateAsync<T>(string key, Func<T?, T> change, JsonTypeInfo<T> type, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(change);
        DataOutcome outcome = default;
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            DataItem? item = await _store.ReadAsync(_digest, key, cancellationToken);
            T next = change(Read(item, type));
            byte[] json = JsonSerializer.SerializeToUtf8Bytes(next, type);
            DataCondition condition = item is null ? DataCondition.Absent : DataCondition.Version(item.Version);
            outcome = await _store.WriteAsync(new(_digest, key, json, condition), cancellationToken);
            if (outcome.Result != DataResult.Conflict)
            {
                return new(outcome.Result, outcome.Result == DataResult.Written ? next : default);
            }
        }

        return new(outcome.Result, default);
    }

    /// <summary>Removes a key; true also when there was none.</summary>
    public async ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken = default) =>
        (await _store.WriteAsync(new(_digest, key, Value: null, DataCondition.None), cancellationToken)).Result == DataResult.Written;

    [RequiresUnreferencedCode(NeedsReflection), RequiresDynamicCode(NeedsReflection)]
    private static JsonTypeInfo<T> Reflected<T>() => (JsonTypeInfo<T>)JsonSerializerOptions.Web.GetTypeInfo(typeof(T));

    private static T? Read<T>(DataItem? item, JsonTypeInfo<T> type) =>
        item is null ? default : JsonSerializer.Deserialize(item.Value.Span, type);
}

/// <summary>What an update of session data came to.</summary>
/// <param name="Result">The result.</param>
/// <param name="Value">The value now stored; default unless <see cref="DataResult.Written"/>.</param>
public readonly record struct DataUpdate<T>(DataResult Result, T? Value);
