namespace Cloakroom.Redis;

/// <summary>Commands that are made seldom, in one line.</summary>
internal static class Command
{
    public static byte[] Of(params ReadOnlySpan<string> parts)
    {
        using var writer = new RespWriter(stackalloc byte[256]);
        writer.Command(parts.Length);
        foreach (string part in parts)
        {
            writer.Add(part);
        }

        return writer.Written.ToArray();
    }
}
