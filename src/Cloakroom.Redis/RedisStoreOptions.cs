namespace Cloakroom.Redis;

/// <summary>Where Redis is and how the store treats it.</summary>
public sealed class RedisStoreOptions
{
    private RedisStoreOptions(RedisAddress address) => Address = address;

    /// <summary>Beginning of every key and channel, so that several programs may share a database. Default <c>cloakroom</c>; 1 to 32 of a-z, 0-9, <c>.</c>, <c>_</c> and <c>-</c>.</summary>
    public string Prefix { get; set; } = "cloakroom";

    /// <summary>Time for one call, after which it is answered with <see cref="StoreUnavailableException"/>. Default 250 ms; 10 ms to 10 s.</summary>
    public TimeSpan Deadline { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// A file of certificates in PEM form; the server's must be signed by one of them. Default null: the authorities that this machine
    /// trusts. Only with <c>rediss://</c>.
    /// </summary>
    public string? AuthorityFile { get; set; }

    /// <summary>
    /// Replicas that must have the end of a session before it is told as done; otherwise the answer is <see cref="StoreUnavailableException"/>,
    /// and the end is tried again. Default 0: one, where the master has any; 1 to 10: always so many.
    /// </summary>
    public int Replicas { get; set; }

    internal RedisAddress Address { get; }

    /// <summary>
    /// Reads an address: <c>redis://[user:pass@]host[:port][,host[:port]][/db]</c>, <c>rediss://</c> for TLS,
    /// <c>redis+unix://[user:pass@]/path[?db=n]</c>, <c>redis+sentinel://[user:pass@]host[:port][,host[:port]]/master-name[/db]</c>,
    /// <c>redis+cluster://[user:pass@]host[:port][,host[:port]]</c>, or just <c>host[:port]</c>. With several hosts of <c>redis://</c> the
    /// first that is no replica is used.
    /// </summary>
    /// <exception cref="StoreStartException">It is none of these; the message says what is wrong and repeats no password.</exception>
    public static RedisStoreOptions Parse(string address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return RedisAddress.TryParse(address, out RedisAddress? parsed, out string problem)
            ? new RedisStoreOptions(parsed)
            : throw new StoreStartException($"The address of the Redis store {problem}.");
    }

    /// <summary>The same with another deadline.</summary>
    internal RedisStoreOptions With(TimeSpan deadline) => new(Address) { Prefix = Prefix, AuthorityFile = AuthorityFile, Deadline = deadline, Replicas = Replicas };

    /// <summary>One sentence per mistake, each naming the setting, its value and the fix; empty when all is well.</summary>
    public IEnumerable<string> Validate()
    {
        if (Prefix.Length is < 1 or > 32 || !Prefix.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '_' or '-'))
        {
            yield return $"Redis:Prefix is \"{Prefix}\"; write 1 to 32 of a-z, 0-9, . _ and -.";
        }

        if (Deadline < TimeSpan.FromMilliseconds(10) || Deadline > TimeSpan.FromSeconds(10))
        {
            yield return $"Redis:Deadline is {Deadline}; set it between 00:00:00.010 and 00:00:10.";
        }

        if (Replicas is < 0 or > 10)
        {
            yield return $"Redis:Replicas is {Replicas}; set it to 0 for one where there is any, or to 1 to 10 for always so many.";
        }

        if (AuthorityFile is { } file && !Address.IsTls)
        {
            yield return $"Redis:AuthorityFile is {file}, and the address does not ask for TLS; write rediss:// or leave it out.";
        }
        else if (AuthorityFile is { } missing && !File.Exists(missing))
        {
            yield return $"Redis:AuthorityFile is {missing}, and there is no such file; name a file of certificates in PEM form.";
        }
    }
}
