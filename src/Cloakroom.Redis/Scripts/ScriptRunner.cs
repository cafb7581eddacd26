using System.Security.Cryptography;

namespace Cloakroom.Redis;

/// <summary>Runs scripts on the keys of one place.</summary>
internal sealed class ScriptRunner(IServers redis, Keyspace keys, TimeProvider time, StoreWatch watch)
{
    // Whoever comes back the next morning shall read that they were away too long, not that nobody knows them. The random part keeps keys
    // made in one moment from ending in one moment.
    private static readonly TimeSpan Remembrance = TimeSpan.FromDays(1);
    private const int JitterMilliseconds = 300_000;

    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>The reply, which is no error.</summary>
    /// <exception cref="StoreUnavailableException">Redis cannot be asked, or refuses.</exception>
    public async ValueTask<Reply> RunAsync(Script script, Place place, ReadOnlyMemory<ReadOnlyMemory<byte>> arguments, CancellationToken cancellationToken, DateTimeOffset? now = null)
    {
        DateTimeOffset at = now ?? time.GetUtcNow();
        ScriptText text = watch.IsGarnet ? script.Plain : script.Flagged;
        Reply reply = await SendAsync(script, "EVALSHA", text.Digest, place, at, arguments.Span, cancellationToken);
        if (reply.IsError && reply.Error.StartsWith("NOSCRIPT", StringComparison.Ordinal))
        {
            // Known from then on; Redis forgets scripts when it restarts.
            reply.Dispose();
            reply = await SendAsync(script, "EVAL", text.Text, place, at, arguments.Span, cancellationToken);
        }

        if (!reply.IsError)
        {
            return reply;
        }

        using (reply)
        {
            throw Throw.Refused(reply.Error);
        }
    }

    private ValueTask<Reply> SendAsync(
        Script script, string command, string name, Place place, DateTimeOffset now, ReadOnlySpan<ReadOnlyMemory<byte>> arguments, CancellationToken cancellationToken)
    {
        long slack = (long)Remembrance.TotalMilliseconds + RandomNumberGenerator.GetInt32(JitterMilliseconds);
        var writer = new RespWriter(stackalloc byte[768]);
        writer.Command(9 + arguments.Length);
        writer.Add(command);
        writer.Add(name);
        writer.Add(2);
        string key = keys.Sessions(place);
        writer.Add(key);
        writer.Add(keys.Data(place));
        writer.Add(now.ToUnixTimeMilliseconds());
        writer.Add(slack);
        writer.Add(keys.Channel);
        writer.Add(place.ToArray());
        foreach (ReadOnlyMemory<byte> argument in arguments)
        {
            writer.Add(argument.Span);
        }

        ValueTask<Reply> call = script.Revokes
            ? redis.EndAsync(key, writer.Written.ToArray(), cancellationToken)
            : redis.CallAsync(key, writer.Written, cancellationToken);
        writer.Dispose();
        return call;
    }
}
