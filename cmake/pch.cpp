// The source of the targets that own a precompiled header (options.cmake).
int main()
{
    return 0;
}
